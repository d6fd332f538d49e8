import { CannotTell, shown } from "./inputs.ts";
import { parsePolicyDocument } from "./policy-document.ts";
import { inputRule, type ResourceRule, type StackRule } from "./rule.ts";
import { TYPES } from "./resource-types.ts";

const CLOSED = [
  "blockPublicAcls",
  "blockPublicPolicy",
  "ignorePublicAcls",
  "restrictPublicBuckets",
] as const;

/** Buckets: who may read them, and how. */
export const BUCKET_RULES: readonly ResourceRule[] = [
  {
    name: "bucket-closed",
    controls: ["S3.2", "S3.3", "S3.8", "CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56"],
    summary: "Nothing can open a bucket to everybody",
    types: [TYPES.bucketPublicAccessBlock],
    *faults(inputs) {
      for (const flag of CLOSED) {
        const value = inputs.get(flag);
        if (value !== true) {
          yield {
            found: `${flag} is ${shown(value)}`,
            wanted: "true",
            change: `Set ${flag}: true.`,
          };
        }
      }
    },
  },
  {
    name: "bucket-tls",
    controls: ["S3.5"],
    summary: "A bucket is asked by TLS alone",
    types: [TYPES.bucketPolicy],
    *faults(inputs) {
      const isSaid = statementsOf(inputs.get("policy")).some(
        ({ effect, principals, conditions }) =>
          effect === "Deny" &&
          principals.includes("*") &&
          conditions.some(
            ({ key, values }) => key === "aws:securetransport" && values[0] === "false",
          ),
      );
      if (isSaid) return;
      yield {
        found: "no statement refuses what comes without TLS",
        wanted: "one that denies everything where aws:SecureTransport is false",
        change: "Add it (infra/site/bucket-policy.ts).",
      };
    },
  },
  {
    name: "bucket-named-readers",
    controls: ["S3.6", "CKV_AWS_70"],
    summary: "A bucket's policy lets nobody in whom it does not name",
    types: [TYPES.bucketPolicy],
    *faults(inputs) {
      for (const { effect, principals, actions } of statementsOf(inputs.get("policy"))) {
        if (effect !== "Allow" || !principals.includes("*")) continue;
        yield {
          found: `everybody may ${actions.join(", ")}`,
          wanted: "a service or a role by name",
          change: "Name the principal.",
        };
      }
    },
  },
  inputRule({
    name: "bucket-no-acl",
    controls: ["S3.12", "CKV_AWS_20", "CKV_AWS_57"],
    summary: "A bucket has no access list beside its policy",
    types: [TYPES.bucket],
    property: "acl",
    isRight: (acl) => acl === undefined,
    wanted: "none",
    change: "Take it away: the policy says who may do what.",
  }),
  inputRule({
    name: "bucket-not-emptied",
    controls: ["CRUDDUR.FOREIGN"],
    summary: "No destroy takes what somebody else has put into a bucket",
    types: [TYPES.bucket],
    property: "forceDestroy",
    isRight: (force) => force !== true,
    wanted: "false, or not set",
    change: "Take it away: npm run destroy says what is in the way.",
  }),
];

function statementsOf(policy: unknown) {
  const statements = parsePolicyDocument(policy);
  if (!statements) throw new CannotTell("policy");
  return statements;
}

/** What each bucket has beside it: a resource of its own for every setting. */
const BESIDE: readonly (readonly [name: string, controls: string[], type: string, why: string])[] =
  [
    [
      "bucket-block",
      ["S3.1", "CKV2_AWS_6"],
      TYPES.bucketPublicAccessBlock,
      "is closed to the public",
    ],
    ["bucket-policy", ["CRUDDUR.BUCKET"], TYPES.bucketPolicy, "says who may read it"],
    [
      "bucket-versioned",
      ["S3.14", "CKV_AWS_21"],
      TYPES.bucketVersioning,
      "keeps what was overwritten",
    ],
    ["bucket-logged", ["S3.9", "CKV_AWS_18"], TYPES.bucketLogging, "writes down who asked"],
    ["bucket-lifecycle", ["S3.13", "CKV2_AWS_61"], TYPES.bucketLifecycle, "says when files go"],
    [
      "bucket-own-key",
      ["S3.17", "CKV_AWS_145"],
      TYPES.bucketEncryption,
      "is encrypted by a key of ours",
    ],
    [
      "bucket-elsewhere",
      ["S3.7", "CKV_AWS_144"],
      TYPES.bucketReplication,
      "is in a second region too",
    ],
    ["bucket-events", ["S3.11", "CKV2_AWS_62"], TYPES.bucketNotification, "tells of its changes"],
  ];

/** Rules about what has to be there with a bucket. */
export const STACK_BUCKET_RULES: readonly StackRule[] = BESIDE.map(
  ([name, controls, wanted, why]) => ({
    name,
    controls,
    summary: `Each bucket ${why}`,
    *faults(resources) {
      const there = resources.filter(({ type }) => type === wanted).length;
      const kind = wanted.split(":").at(-1)!;
      for (const resource of resources.filter(({ type }) => type === TYPES.bucket).slice(there)) {
        yield {
          resource,
          found: `it has no ${kind}`,
          wanted: `one, so that it ${why}`,
          change: `Make an aws.s3.${kind} for it.`,
        };
      }
    },
  }),
);
