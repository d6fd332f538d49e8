/** Who a token is about. For display only: nothing here has been verified. */
export interface Claims {
  name: string;
  handle: string;
  email: string;
}

/** The claims in an id token; empty strings for what it lacks or if it cannot be read. */
export function claimsFrom(idToken: string): Claims {
  const payload = payloadOf(idToken);
  const text = (key: string): string => {
    const value = payload[key];
    return typeof value === "string" ? value : "";
  };
  return { name: text("name"), handle: text("preferred_username"), email: text("email") };
}

function payloadOf(token: string): Record<string, unknown> {
  try {
    const base64 = (token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/");
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
