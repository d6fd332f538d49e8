import type { Statement } from "./policy.ts";
import { arnIn, stateBucket, STATE_KEY_ALIAS, type StackPlace } from "./place.ts";

/**
 * What Pulumi asks of the bucket and of the key for one stack's state: to read it, or to write it too
 * (https://www.pulumi.com/docs/iac/concepts/state-and-backends/). Other stacks' states in the bucket stay closed.
 */
export function stateStatements(
  place: StackPlace,
  { writes }: { readonly writes: boolean },
): Statement[] {
  const bucket = `arn:${place.partition}:s3:::${stateBucket(place)}`;
  const keys = ["meta.yaml", `*/${place.stack}.json*`, `*/${place.stack}/*`];
  return [
    { Effect: "Allow", Action: ["s3:ListBucket"], Resource: [bucket] },
    {
      Effect: "Allow",
      Action: ["s3:GetObject", ...(writes ? ["s3:PutObject", "s3:DeleteObject"] : [])],
      Resource: keys.map((key) => `${bucket}/.pulumi/${key}`),
    },
    {
      Effect: "Allow",
      Action: [
        "kms:Decrypt",
        "kms:DescribeKey",
        ...(writes ? ["kms:Encrypt", "kms:GenerateDataKey"] : []),
      ],
      Resource: [arnIn(place, "kms", "key/*")],
      Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": [STATE_KEY_ALIAS] } },
    },
  ];
}
