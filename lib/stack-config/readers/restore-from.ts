import type { RestoreFrom } from "../stack-config.ts";
import { text } from "./readers.ts";

const NAME = /^[a-zA-Z](?:[a-zA-Z0-9]|-(?=[a-zA-Z0-9])){0,254}$/;
/** Automated ones are `rds:…`, AWS Backup's `awsbackup:…`. */
const SNAPSHOT = /^(?:(?:rds|awsbackup):)?[a-zA-Z](?:[a-zA-Z0-9]|-(?=[a-zA-Z0-9])){0,254}$/;
const SNAPSHOT_ARN =
  /^arn:aws[a-z-]*:rds:[a-z0-9-]+:\d{12}:(?:cluster-)?snapshot:(?:(?:rds|awsbackup):)?[a-zA-Z][a-zA-Z0-9-]{0,254}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** `restoreFrom` as it is typed. */
export const restoreFrom = text(
  "a snapshot's name or ARN, or INSTANCE@TIME, cruddur-prod@2026-11-20T10:00:00Z or cruddur-prod@latest",
  (value) => {
    const found = restoreFromOf(value);
    if ("snapshot" in found) return SNAPSHOT.test(value) || SNAPSHOT_ARN.test(value);
    return NAME.test(found.instance) && (found.at === "latest" || isTime(found.at));
  },
  (value) => {
    const [instance = "", at = ""] = String(value).trim().split("@");
    if (!NAME.test(instance) || at === "" || !Number.isFinite(Date.parse(at))) return undefined;
    // Without a zone it would be the clock of whoever reads it.
    const time = /(?:Z|[+-]\d\d:?\d\d)$/.test(at)
      ? at
      : `${at.includes("T") ? at : `${at}T00:00`}Z`;
    return Number.isFinite(Date.parse(time))
      ? `${instance}@${new Date(time).toISOString().replace(/\.\d+Z$/, "Z")}`
      : undefined;
  },
);

/** A legal text in its parts. */
export function restoreFromOf(value: string): RestoreFrom {
  const [instance = "", at] = value.split("@");
  return at === undefined ? { snapshot: value } : { instance, at };
}

/** Date.parse takes the 31st of February for the 3rd of March. */
const isTime = (value: string) =>
  TIME.test(value) &&
  Number.isFinite(Date.parse(value)) &&
  new Date(value).toISOString() === value.replace("Z", ".000Z");
