/** Most characters of an email address (RFC 5321, erratum 1690). */
export const EMAIL_MAX = 254;

/** Most characters of a user name, which in our pool is the address: Cognito's own limit. */
const USER_NAME_MAX = 128;

const EMAIL = /^[^\s@"<>(),;:\\]+@[^\s@.]+(\.[^\s@.]+)+$/;

/** Whether one can sign up with an address. */
export function isEmail(text: string): boolean {
  return text.length <= USER_NAME_MAX && EMAIL.test(text);
}
