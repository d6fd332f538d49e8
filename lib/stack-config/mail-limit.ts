import { setLine } from "./fault.ts";

/** What it means that the user pool sends its mail by itself, as a sentence without a full stop. */
export const MAIL_LIMIT =
  "Cognito itself sends the user pool's mail, 50 a day: after 50 sign-ups and forgotten passwords nobody gets a code until the next day";

/** The line that ends it. */
export const mailFromLine = (stack: string): string =>
  setLine(stack, "mailFrom", "no-reply@YOUR-DOMAIN");
