const HANDLE = /^[a-z0-9_]{3,30}$/;

/** The handle as the server keeps it. A leading @ is dropped, since people type it. */
export function normalHandle(typed: string): string {
  return typed.trim().normalize("NFKC").toLowerCase().replace(/^@/, "");
}

/** Whether a normalised handle is one the server takes. */
export function isHandle(handle: string): boolean {
  return HANDLE.test(handle);
}

/** The live hint under the handle field. */
export function handleHint(typed: string): string {
  const handle = normalHandle(typed);
  if (isHandle(handle)) return `You will be @${handle}`;
  return "3 to 30 letters a–z, digits or underscores.";
}
