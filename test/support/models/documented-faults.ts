/**
 * What the documentation of a member has against a text, for limits that its shape does not have: RDS's and EC2's stand
 * in sentences only, "Must contain 1 to 63 letters, numbers, or hyphens". Of several lengths, an engine each, the
 * greatest counts.
 */
export function documentedFaults(documentation: string, value: string): string[] {
  const text = documentation
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .replaceAll("&amp;", "&");
  const lengths = [...text.matchAll(LENGTH)].map(([, most]) => Number(most));
  const most = Math.max(...lengths);
  const [, others] = CHARACTERS.exec(text) ?? [];
  const allowed =
    others && new RegExp(`^[a-zA-Z0-9 ${others.replace(/[\]\\^-]/g, String.raw`\$&`)}]*$`);
  return [
    ...(lengths.length > 0 && value.length > most
      ? [`has ${value.length} characters, and ${most} are the most by the documentation`]
      : []),
    ...(allowed && !allowed.test(value)
      ? [`has others than letters, digits, blanks and ${others}, by the documentation`]
      : []),
    ...(/Can't end with a hyphen or contain two consecutive hyphens/.test(text) &&
    /--|-$/.test(value)
      ? ["ends with a hyphen or has two in a row"]
      : []),
  ];
}

const LENGTH =
  /(?:\b1 to|[Uu]p to|no more than|between 1 and) (\d+) (?:alphanumeric|letters|characters)/g;
const CHARACTERS = /(?:Allowed|Valid) characters(?: are|:) a-z, A-Z, 0-9, spaces, and (\S+)/;
