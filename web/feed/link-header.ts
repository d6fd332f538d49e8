/** The target of `rel="next"` in a Link header (RFC 8288), or null. */
export function nextLink(header: string | null): string | null {
  for (const [, target, parameters] of (header ?? "").matchAll(/<([^>]*)>([^<]*)/g)) {
    if (/;\s*rel="?next"?\s*(;|,|$)/i.test(parameters ?? "")) return target ?? null;
  }
  return null;
}
