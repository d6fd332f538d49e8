import type { Key, Values } from "../values.ts";
import type { Rule } from "./rule.ts";

/** The endings below which everybody registers, as most countries have them. */
const REGISTRY = /^(ac|co|com|edu|go|gov|gob|mil|ne|net|nom|or|org)\.[a-z]{2}$/;

/** Whose addresses people have, and nobody the zone. */
const MAILBOXES: ReadonlySet<string> = new Set([
  ...["gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com"],
  ...["icloud.com", "me.com", "aol.com", "gmx.de", "gmx.net", "web.de", "proton.me", "mail.com"],
]);

const nobodys = (name: string | undefined) => name !== undefined && REGISTRY.test(name);
const domainOf = ({ mailFrom }: Values) => mailFrom?.split("@")[1];

const rule = (key: Key, refuses: string, of: (values: Values) => string | undefined): Rule => ({
  refuses,
  because: "a registry's name is nobody's, so that AWS would wait for its records for ever",
  keys: [key],
  found: (values) => of(values)!,
  isBroken: (values) => nobodys(of(values)),
  mend: () => [[key]],
});

/** Names that cannot be anybody's own. */
export const NAME_RULES: readonly Rule[] = [
  rule("domainName", "a registry's name for the page", ({ domainName }) => domainName),
  rule("mailFrom", "mail from a registry's name", domainOf),
  {
    refuses: "mail from an address at a provider of mailboxes",
    because: "SES asks for records in the domain's own zone, which is the provider's",
    keys: ["mailFrom"],
    found: (values) => domainOf(values)!,
    isBroken: (values) => MAILBOXES.has(domainOf(values) ?? ""),
    mend: () => [["mailFrom"]],
  },
];
