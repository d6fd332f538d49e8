import type { Key, Values } from "../values.ts";
import type { Rule } from "./rule.ts";

/** The endings below which everybody registers, as most countries have them. */
const REGISTRY = /^(ac|co|com|edu|go|gov|gob|mil|ne|net|nom|or|org)\.[a-z]{2}$/;

/** Whose addresses people have, and nobody the zone. Some have an ending for each country. */
const MAILBOXES =
  /^((outlook|hotmail|yahoo|gmx)(\.[a-z]{2,3}){1,2}|live\.(com|de|fr|it|nl|be|se|no|dk|ca|at|co\.uk|com\.au)|(msn|protonmail|yandex|gmail|googlemail|icloud|me|mac|aol|mail|qq|163|fastmail)\.com|(web|t-online|freenet|posteo)\.de|mailbox\.org|proton\.me|pm\.me)$/;

/** Below these are names that their owners give out, with no way to their zones. */
const GIVEN_OUT =
  /(^|\.)(amazonaws\.com(\.cn)?|cloudfront\.net|amazonses\.com|github\.io|gitlab\.io|vercel\.app|netlify\.app|herokuapp\.com|pages\.dev|workers\.dev|web\.app|azurewebsites\.net)$/;

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
    refuses: "a name for the page that a host gives out",
    because: "its zone is the host's, which makes nobody else's records",
    keys: ["domainName"],
    found: ({ domainName }) => domainName!,
    isBroken: ({ domainName }) => GIVEN_OUT.test(domainName ?? ""),
    mend: () => [["domainName"]],
  },
  {
    refuses: "mail from an address whose domain is a provider's",
    because: "SES asks for records in the domain's own zone, which is the provider's",
    keys: ["mailFrom"],
    found: (values) => domainOf(values)!,
    isBroken: (values) =>
      [MAILBOXES, GIVEN_OUT].some((names) => names.test(domainOf(values) ?? "")),
    mend: () => [["mailFrom"]],
  },
];
