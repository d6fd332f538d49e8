/** RDS takes 63 characters, of which two are for the instances of a cluster. */
const LONGEST = 61;

/**
 * What a server is called when another takes its place: `cruddur-prod-database-before-20261120100000`. Of one whose name would
 * be too long the beginning is kept.
 *
 * @param now in UTC it ends in
 */
export function keptName(identifier: string, now: Date): string {
  const time = now.toISOString().replaceAll(/\D/g, "").slice(0, 14);
  return `${keptPrefix(identifier)}${time}`;
}

/** How the names of all that were kept of a server begin. */
export function keptPrefix(identifier: string): string {
  const beginning = identifier.slice(0, LONGEST - "-before-".length - 14).replace(/-+$/, "");
  return `${beginning}-before-`;
}

/** Of the name of a cluster's instance that was kept, the cluster's; undefined for any other name. */
export const keptClusterOf = (instance: string): string | undefined =>
  /^(.+-before-\d{14})-\d+$/.exec(instance)?.[1];
