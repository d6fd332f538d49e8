/**
 * The user pool's rules, the same on AWS and locally. Pure: the local Cognito enforces them, the stack sets them.
 * The texts are Cognito's own.
 */

/** Attributes that every user must have; a required one must also be writable, or every sign-up fails. */
export const requiredAttributes: readonly string[] = ["email", "name", "preferred_username"];

/** Attributes that the page's client may write. `email_verified` and `sub` belong to Cognito. */
export const writableAttributes: readonly string[] = [...requiredAttributes];

/**
 * Attributes set at sign-up and never changed (`mutable: false` in the pool's schema). A row of users is linked to a
 * new Cognito user by its verified email, so an address that somebody left must not become somebody else's.
 */
export const immutableAttributes: readonly string[] = ["email"];

/** The standard attributes of every user pool (OpenID Connect's, section 5.1, and Cognito's `updated_at`). */
const standardAttributes: readonly string[] = [
  ...["address", "birthdate", "email", "family_name", "gender", "given_name", "locale"],
  ...["middle_name", "name", "nickname", "phone_number", "picture", "preferred_username"],
  ...["profile", "updated_at", "website", "zoneinfo"],
];

export const tokenValidity = { accessMinutes: 60, idMinutes: 60, refreshDays: 30 } as const;

/** Cognito's own, and not to be changed: a sign-up's code lives for a day, a reset's for an hour. */
export const codeLife = { signUpHours: 24, resetHours: 1 } as const;

/** `us-east-1_Ab3dEf9Gh`: the region, an underscore, letters and digits. */
export function isUserPoolId(text: string): boolean {
  return /^[a-z]{2,4}(-[a-z]+)+-\d_[A-Za-z0-9]{1,55}$/.test(text) && text.length <= 55;
}

/** The `iss` of a pool's tokens: a URL. */
export function issuerFor(userPoolId: string): string {
  const region = userPoolId.slice(0, userPoolId.indexOf("_"));
  return `${cognitoOrigin(region)}/${userPoolId}`;
}

/** Where a region's Cognito is called: a URL without a slash at its end. */
export function cognitoOrigin(region: string): string {
  return `https://cognito-idp.${region}.${awsDomain(region)}`;
}

/** Where the names of a region's services end: `amazonaws.com`; China's and Europe's sovereign cloud have their own. */
export function awsDomain(region: string): string {
  if (region.startsWith("cn-")) return "amazonaws.com.cn";
  return region.startsWith("eusc-") ? "amazonaws.eu" : "amazonaws.com";
}

/** The faults of a sign-up's attributes, each as Cognito says it. Empty when they will do. */
export function attributeFaults(attributes: Readonly<Record<string, string>>): string[] {
  const missing = requiredAttributes
    .filter((name) => !attributes[name])
    .map((name) => `${name}: The attribute is required`);
  const unknown = Object.keys(attributes)
    .filter((name) => !standardAttributes.includes(name) && !reservedAttributes.includes(name))
    .map((name) => `Type for attribute {${name}} could not be determined`);
  return [...unknown, ...missing];
}

const reservedAttributes = ["sub", "email_verified", "phone_number_verified"];
