import { shown } from "./inputs.ts";
import { inputRule, type ResourceRule } from "./rule.ts";
import { TYPES } from "./resource-types.ts";

const CLASSES = ["requireLowercase", "requireUppercase", "requireNumbers"];

/** The user pool. */
export const COGNITO_RULES: readonly ResourceRule[] = [
  {
    name: "pool-passwords",
    controls: ["Cognito.3"],
    summary: "Passwords have 12 characters of three classes, temporary ones last a week",
    types: [TYPES.userPool],
    *faults(inputs) {
      const change = "Set passwordPolicy.";
      const length = inputs.number("passwordPolicy.minimumLength");
      if ((length ?? 0) < 12) {
        yield {
          found: `passwordPolicy.minimumLength is ${shown(length)}`,
          wanted: "12 or more",
          change,
        };
      }
      for (const name of CLASSES) {
        const value = inputs.get(`passwordPolicy.${name}`);
        if (value !== true)
          yield { found: `passwordPolicy.${name} is ${shown(value)}`, wanted: "true", change };
      }
      // Cognito's own default is 7.
      const days = inputs.number("passwordPolicy.temporaryPasswordValidityDays") ?? 7;
      if (days < 1 || days > 7) {
        const found = `passwordPolicy.temporaryPasswordValidityDays is ${days}`;
        yield { found, wanted: "1 to 7", change };
      }
    },
  },
  inputRule({
    name: "pool-password-symbols",
    controls: ["Cognito.3 symbols"],
    summary: "Passwords have a symbol among them",
    types: [TYPES.userPool],
    property: "passwordPolicy.requireSymbols",
    isRight: (value) => value === true,
    wanted: "true",
    change:
      "Set passwordPolicy.requireSymbols, and let the page and the local pool ask for the same.",
  }),
  inputRule({
    name: "pool-threat-protection",
    controls: ["Cognito.1", "Cognito.4"],
    summary: "Sign-ins with stolen passwords are recognised",
    types: [TYPES.userPool],
    property: "userPoolAddOns.advancedSecurityMode",
    isRight: (mode) => mode === "ENFORCED",
    wanted: "ENFORCED, which wants the PLUS tier",
    change: 'Set userPoolTier: "PLUS" and userPoolAddOns.advancedSecurityMode: "ENFORCED".',
  }),
  inputRule({
    name: "pool-second-factor",
    controls: ["Cognito.5"],
    summary: "Users can add a second factor",
    types: [TYPES.userPool],
    property: "mfaConfiguration",
    isRight: (mode) => mode === "OPTIONAL" || mode === "ON",
    wanted: "OPTIONAL or ON",
    change:
      'Set mfaConfiguration: "OPTIONAL" and softwareTokenMfaConfiguration: { enabled: true }.',
  }),
  inputRule({
    name: "pool-deletion-protection",
    controls: ["Cognito.6"],
    summary: "AWS refuses to delete the user pool",
    types: [TYPES.userPool],
    property: "deletionProtection",
    isRight: (value) => value === "ACTIVE",
    wanted: "ACTIVE: users cannot be brought back, their passwords least of all",
    change: 'Set deletionProtection: "ACTIVE".',
  }),
];
