import { regionOf } from "../../aws-data/regions.ts";
import type { Values } from "../values.ts";
import type { Rule } from "./rule.ts";

const LEFT = "the first role would fail in the middle of an up";

/** A boundary that IAM takes for a role of the stack's account, and that bounds it. */
export const BOUNDARY_RULES: readonly Rule[] = [
  {
    refuses: "a policy of AWS's own as permissionsBoundary",
    because:
      "it is made for people or services and bounds this stack's roles by nothing, or lets them do too little",
    keys: ["permissionsBoundary"],
    found: ({ permissionsBoundary }) => permissionsBoundary!,
    isBroken: (values) => partsOf(values)?.account === "aws",
    mend: () => [["permissionsBoundary"]],
  },
  {
    refuses: "a permissionsBoundary of another account",
    because: `IAM takes a boundary from the role's own account only, and ${LEFT}`,
    keys: ["accountId", "permissionsBoundary"],
    found: ({ accountId, permissionsBoundary }) => `${permissionsBoundary} in account ${accountId}`,
    isBroken: (values) => {
      const { account = "aws" } = partsOf(values) ?? {};
      return account !== "aws" && values.accountId !== undefined && account !== values.accountId;
    },
    mend: () => [["permissionsBoundary"]],
  },
  {
    refuses: "a permissionsBoundary of another partition",
    because: `AWS's clouds, aws, aws-us-gov and aws-cn, share no accounts, and ${LEFT}`,
    keys: ["region", "permissionsBoundary"],
    found: ({ region, permissionsBoundary }) => `${permissionsBoundary} in ${region}`,
    isBroken: (values) => {
      const parts = partsOf(values);
      const { partition } = regionOf(values.region) ?? {};
      // A region that the data does not have may be of any.
      return parts !== undefined && partition !== undefined && parts.partition !== partition;
    },
    mend: () => [["permissionsBoundary"]],
  },
];

function partsOf({ permissionsBoundary }: Values) {
  const [, partition, , , account] = permissionsBoundary?.split(":") ?? [];
  return partition === undefined ? undefined : { partition, account };
}
