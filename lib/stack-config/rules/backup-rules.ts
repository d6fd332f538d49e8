import { regionOf, regionsExtract } from "../../aws-data/regions.ts";
import { ACCOUNT_NOW } from "../keys.ts";
import type { Mend, Rule } from "./rule.ts";
import type { Values } from "../values.ts";

/** Where AWS Backup copies the backups. */
export const BACKUP_RULES: readonly Rule[] = [
  {
    refuses: "a copy of the backups where the backups are",
    because: "whatever takes the region, or the account, takes both",
    keys: ["region", "backupCopyTo", "accountId"],
    found: ({ region }) => `region ${region}`,
    isBroken: ({ region, accountId, backupCopyTo }) => {
      const place = placeOf(backupCopyTo);
      return place?.region === region && (place.account ?? accountId) === accountId;
    },
    mend: anotherRegion,
  },
  {
    refuses: "a copy of the backups in another partition",
    because:
      "AWS's clouds, aws, aws-us-gov and aws-cn, share no accounts, and nothing is copied between them",
    keys: ["region", "backupCopyTo"],
    found: ({ region, backupCopyTo }) => `${placeOf(backupCopyTo)!.region} from ${region}`,
    isBroken: ({ region, backupCopyTo }) => {
      const place = placeOf(backupCopyTo);
      return place !== undefined && partitionOf(place.region) !== partitionOf(region);
    },
    mend: anotherRegion,
  },
  {
    refuses: "a copy of the backups in another account without customerKey",
    because:
      "a database under AWS's own key, aws/rds, has snapshots that no other account can be let into, and every copy would fail; customerKey decides when the database is made",
    keys: ["accountId", "customerKey", "backupCopyTo"],
    isBroken: ({ accountId, customerKey, backupCopyTo }) => {
      const account = placeOf(backupCopyTo)?.account;
      return account !== undefined && account !== accountId && !customerKey;
    },
    found: ({ accountId, backupCopyTo }) =>
      `a vault of account ${placeOf(backupCopyTo)!.account}, and accountId is ${accountId ?? "not set"}`,
    // The vault may be of the stack's own account, which only accountId tells.
    mend: ({ accountId }) => [
      accountId === undefined ? ["accountId", ACCOUNT_NOW] : ["customerKey", "true"],
    ],
  },
];

/** Of a region, or of a vault's ARN. */
function placeOf(
  copyTo: string | undefined,
): { readonly region: string; readonly account?: string } | undefined {
  if (copyTo === undefined) return undefined;
  const [arn, , , region, account] = copyTo.split(":");
  return arn === "arn" ? { region: region!, account: account! } : { region: copyTo };
}

/** A region that the data does not have is taken for one of the first partition, where AWS opens most. */
const partitionOf = (region: string) => regionOf(region)?.partition ?? "aws";

/** One of the same partition, and where there is one of the same part of the world. */
function anotherRegion({ region }: Pick<Values, "region">): readonly Mend[] {
  const others = Object.keys(regionsExtract().regions).filter(
    (name) => name !== region && partitionOf(name) === partitionOf(region),
  );
  const near = others.find((name) => name.split("-")[0] === region.split("-")[0]);
  return [["backupCopyTo", near ?? others[0]!]];
}
