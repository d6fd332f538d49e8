/** Fewest characters of a handle. */
export const HANDLE_MIN = 3;

/** Most characters of a handle. */
export const HANDLE_MAX = 30;

const HANDLE = new RegExp(`^[a-z0-9_]{${HANDLE_MIN},${HANDLE_MAX}}$`);

/** The rule of `normalisedHandle`, in words. */
export const HANDLE_RULE = `${HANDLE_MIN} to ${HANDLE_MAX} letters a–z, digits or underscores`;

/**
 * The one form in which a handle is stored and compared: NFKC, lower case, without surrounding space.
 * Returns undefined when the text cannot be a handle.
 */
export function normalisedHandle(text: string): string | undefined {
  const handle = text.normalize("NFKC").trim().toLowerCase();
  return HANDLE.test(handle) ? handle : undefined;
}

/**
 * The handles to try for a confirmed user, best first. A confirmation must not fail, so when somebody else
 * took the handle in the meantime the user gets it with a suffix of the Cognito id.
 */
export function handleCandidates(handle: string, cognitoUserId: string): string[] {
  const suffix = cognitoUserId.toLowerCase().replace(/[^a-z0-9]/g, "");
  const withSuffix = (length: number) =>
    `${handle.slice(0, HANDLE_MAX - length - 1)}_${suffix.slice(0, length)}`;
  return [...new Set([handle, withSuffix(4), withSuffix(8), withSuffix(16)])];
}
