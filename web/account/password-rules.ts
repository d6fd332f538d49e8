/** One demand of the user pool's password policy. */
export interface PasswordRule {
  text: string;
  met: boolean;
}

/** The user pool's policy, each demand with whether this password meets it. */
export function passwordRules(password: string): PasswordRule[] {
  return [
    { text: "12 characters or more", met: password.length >= 12 && password.length <= 256 },
    { text: "a lower-case letter", met: /[a-z]/.test(password) },
    { text: "an upper-case letter", met: /[A-Z]/.test(password) },
    { text: "a digit", met: /[0-9]/.test(password) },
  ];
}

/** "Still missing: a digit, an upper-case letter.", or null when the password will do. */
export function passwordProblem(password: string): string | null {
  if (password.length > 256) return "Use at most 256 characters.";
  const missing = passwordRules(password).filter((rule) => !rule.met);
  if (missing.length === 0) return null;
  return `Still missing: ${missing.map((rule) => rule.text).join(", ")}.`;
}
