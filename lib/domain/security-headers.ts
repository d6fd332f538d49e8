/**
 * What the page may do in a browser, by header in lower case; the same from the local copy and from CloudFront.
 *
 * @param elsewhere origins beside its own that it calls: Cognito's on AWS @default none
 */
export function securityHeaders(elsewhere: readonly string[] = []) {
  const policy = [
    "default-src 'self'",
    ...(elsewhere.length === 0 ? [] : [["connect-src 'self'", ...elsewhere].join(" ")]),
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  return {
    "content-security-policy": policy.join("; "),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
  } as const;
}
