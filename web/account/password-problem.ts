import { PASSWORD_MAX, unmetRules } from "#lib/domain/password";

/** "Still missing: an upper-case letter, a digit.", or null when the password will do. */
export function passwordProblem(password: string): string | null {
  if (password.length > PASSWORD_MAX) return `Use at most ${PASSWORD_MAX} characters.`;
  const unmet = unmetRules(password);
  if (unmet.length === 0) return null;
  return `Still missing: ${unmet.map(({ wanted }) => wanted).join(", ")}.`;
}
