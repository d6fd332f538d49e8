import type { ChangedResource } from "./changes.ts";

/** What AWS takes its time for when it goes. */
interface Wait {
  readonly types: RegExp;
  /** What, how long and why, after "waits for". */
  readonly text: string;
}

const WAITS: readonly Wait[] = [
  {
    types: /^aws:rds\/(instance|cluster):/,
    text: "the database, about 10 minutes: RDS stops it and removes its storage",
  },
  { types: /^aws:rds\/proxy:/, text: "RDS Proxy, about 10 minutes: it lets its sessions end" },
  {
    types: /^aws:cloudfront\/distribution:/,
    text: "CloudFront, about 10 minutes: it takes the page away everywhere before it forgets it",
  },
  {
    types: /^aws:lambda\/function:/,
    text: "the functions' network interfaces, 20 to 45 minutes: they are Lambda's own, AWS alone removes them when it pleases, and until then the security groups and subnets cannot go",
  },
];

/** A line for each thing of a destroy that takes minutes, with how long and why; none where all goes at once. */
export function waitLines(deleted: readonly Pick<ChangedResource, "type">[]): string[] {
  return WAITS.filter(({ types }) => deleted.some(({ type }) => types.test(type))).map(
    ({ text }) => `It waits for ${text}.`,
  );
}
