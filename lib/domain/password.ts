/** The user pool's passwords: the stack sets the policy, the local Cognito enforces it, the page tells it. */
export const passwordPolicy = {
  minimumLength: 12,
  requireLowercase: true,
  requireUppercase: true,
  requireNumbers: true,
  requireSymbols: false,
  temporaryPasswordValidityDays: 7,
} as const;

/** Most characters of a password, whatever the policy: Cognito's own limit. */
export const PASSWORD_MAX = 256;

/** One demand of the policy. */
export interface PasswordRule {
  /** The rule in words: "an upper-case letter". */
  readonly wanted: string;
  /** Cognito's words for a password without it. */
  readonly fault: string;
  isMet(password: string): boolean;
}

type Policy = typeof passwordPolicy;
type Kind = { [Key in keyof Policy]: Policy[Key] extends true ? Key : never }[keyof Policy];

/** By their type neither more nor fewer than the policy demands. */
const KINDS: Readonly<Record<Kind, PasswordRule>> = {
  requireUppercase: {
    wanted: "an upper-case letter",
    fault: "Password must have uppercase characters",
    isMet: (password) => /[A-Z]/.test(password),
  },
  requireLowercase: {
    wanted: "a lower-case letter",
    fault: "Password must have lowercase characters",
    isMet: (password) => /[a-z]/.test(password),
  },
  requireNumbers: {
    wanted: "a digit",
    fault: "Password must have numeric characters",
    isMet: (password) => /[0-9]/.test(password),
  },
};

/** The policy's demands. */
export const passwordRules: readonly PasswordRule[] = [
  {
    wanted: `${passwordPolicy.minimumLength} characters or more`,
    fault: "Password not long enough",
    isMet: (password) => password.length >= passwordPolicy.minimumLength,
  },
  ...Object.values(KINDS),
];

/** The demands of the policy that a password does not meet; Cognito itself tells the first only. */
export function unmetRules(password: string): PasswordRule[] {
  return passwordRules.filter(({ isMet }) => !isMet(password));
}
