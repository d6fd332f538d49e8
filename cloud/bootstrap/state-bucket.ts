import {
  CreateBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  S3Client,
  type S3ServiceException,
  type BucketLocationConstraint,
  type LifecycleRule,
  type PublicAccessBlockConfiguration,
} from "@aws-sdk/client-s3";
import { stateBucket, type StackPlace } from "#lib/account-access/place";
import { isSamePolicy } from "#lib/account-access/same-policy";
import { bucketName } from "#lib/bucket-name";
import { UserError } from "#lib/errors";
import { awsCode, clientConfig } from "../aws-client.ts";
import { differs, missing, orNone, type Finding, type Part } from "./part.ts";
import type { StateKey } from "./state-key.ts";

/** Days that a version is kept after a newer one came: a state of before. */
const KEPT_DAYS = 90;

const CLOSED: PublicAccessBlockConfiguration = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
};

const LIFECYCLE: LifecycleRule = {
  ID: "old-versions",
  Status: "Enabled",
  Filter: { Prefix: "" },
  NoncurrentVersionExpiration: { NoncurrentDays: KEPT_DAYS },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
};

/** The bucket of the states: versions, encrypted by the key, closed, over TLS only. */
export class StateBucket implements Part {
  readonly name: string;
  readonly #place: StackPlace;
  readonly #key: StateKey;
  readonly #s3: S3Client;
  readonly #of: { readonly Bucket: string; readonly ExpectedBucketOwner: string };

  constructor(place: StackPlace, key: StateKey) {
    this.#place = place;
    this.#key = key;
    this.#s3 = new S3Client(clientConfig(place.region));
    const Bucket = stateBucket(place);
    this.#of = { Bucket, ExpectedBucketOwner: place.account };
    this.name = `bucket ${Bucket}`;
  }

  async look(): Promise<readonly Finding[]> {
    if (!(await this.#isThere())) {
      const how = "with versions, encrypted by the key, closed to the public, over TLS only";
      return [missing(`made, ${how}; old versions are kept for ${KEPT_DAYS} days`)];
    }
    const said = await Promise.all(this.#settings().map(({ look }) => look()));
    return said.filter((one) => one !== undefined).map(differs);
  }

  async mend(): Promise<void> {
    if (!(await this.#isThere())) await this.#make();
    for (const { look, set } of this.#settings()) {
      if ((await look()) !== undefined) await set();
    }
  }

  /** Throws a UserError where the name is another account's. */
  async #isThere(): Promise<boolean> {
    const { Bucket } = this.#of;
    try {
      await this.#s3.send(new HeadBucketCommand(this.#of));
      return true;
    } catch (error) {
      // The answer has no body that a name could be in.
      const { $metadata: { httpStatusCode } = {} } = error as Partial<S3ServiceException>;
      if (httpStatusCode === 404) return false;
      throw httpStatusCode === 403 || httpStatusCode === 301 ? taken(Bucket, error) : error;
    }
  }

  async #make(): Promise<void> {
    const { account, region } = this.#place;
    const { bucketNamespace } = bucketName("cruddur-state", account, region);
    try {
      await this.#s3.send(
        new CreateBucketCommand({
          Bucket: this.#of.Bucket,
          BucketNamespace: bucketNamespace,
          ...(region === "us-east-1"
            ? {}
            : {
                CreateBucketConfiguration: {
                  LocationConstraint: region as BucketLocationConstraint,
                },
              }),
        }),
      );
    } catch (error) {
      if (awsCode(error) === "BucketAlreadyExists") throw taken(this.#of.Bucket, error);
      if (awsCode(error) !== "BucketAlreadyOwnedByYou") throw error;
    }
  }

  /** What the bucket must be, each with what is told where it is not, and with how it is set. */
  #settings(): readonly {
    look(): Promise<string | undefined>;
    set(): Promise<unknown>;
  }[] {
    const of = this.#of;
    const send = this.#s3.send.bind(this.#s3) as S3Client["send"];
    const arn = `arn:${this.#place.partition}:s3:::${of.Bucket}`;
    const Policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "OverTlsOnly",
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [arn, `${arn}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
    return [
      {
        look: async () => {
          const found = await orNone(["NoSuchPublicAccessBlockConfiguration"], () =>
            send(new GetPublicAccessBlockCommand(of)),
          );
          const block = found?.PublicAccessBlockConfiguration;
          const isClosed = Object.keys(CLOSED).every((key) => block?.[key as keyof typeof CLOSED]);
          return isClosed ? undefined : "open to the public: closed again";
        },
        set: () =>
          send(new PutPublicAccessBlockCommand({ ...of, PublicAccessBlockConfiguration: CLOSED })),
      },
      {
        look: async () => {
          const { Status } = await send(new GetBucketVersioningCommand(of));
          return Status === "Enabled" ? undefined : "without versions: with versions again";
        },
        set: () =>
          send(
            new PutBucketVersioningCommand({
              ...of,
              VersioningConfiguration: { Status: "Enabled" },
            }),
          ),
      },
      {
        look: async () => {
          const found = await orNone(["ServerSideEncryptionConfigurationNotFoundError"], () =>
            send(new GetBucketEncryptionCommand(of)),
          );
          const rule = found?.ServerSideEncryptionConfiguration?.Rules?.[0];
          const used = rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID;
          const isSo = used !== undefined && used === (await this.#key.arn());
          return isSo ? undefined : "not encrypted by the key: encrypted by it again";
        },
        set: async () => {
          const ApplyServerSideEncryptionByDefault = {
            SSEAlgorithm: "aws:kms" as const,
            KMSMasterKeyID: await this.#key.arn(),
          };
          await send(
            new PutBucketEncryptionCommand({
              ...of,
              ServerSideEncryptionConfiguration: {
                Rules: [{ ApplyServerSideEncryptionByDefault, BucketKeyEnabled: true }],
              },
            }),
          );
        },
      },
      {
        look: async () => {
          const found = await orNone(["NoSuchBucketPolicy"], () =>
            send(new GetBucketPolicyCommand(of)),
          );
          return isSamePolicy(found?.Policy ?? "", Policy)
            ? undefined
            : "with another policy: over TLS only again, and nobody else let in";
        },
        set: () => send(new PutBucketPolicyCommand({ ...of, Policy })),
      },
      {
        look: async () => {
          const found = await orNone(["NoSuchLifecycleConfiguration"], () =>
            send(new GetBucketLifecycleConfigurationCommand(of)),
          );
          const rules = (found?.Rules ?? []).map(({ Status, NoncurrentVersionExpiration: old }) =>
            Status === "Enabled" ? old?.NoncurrentDays : undefined,
          );
          const isSo = rules.length === 1 && rules[0] === KEPT_DAYS;
          return isSo
            ? undefined
            : `with other rules for versions: kept for ${KEPT_DAYS} days again`;
        },
        set: () =>
          send(
            new PutBucketLifecycleConfigurationCommand({
              ...of,
              LifecycleConfiguration: { Rules: [LIFECYCLE] },
            }),
          ),
      },
    ];
  }
}

const taken = (bucket: string, cause: unknown) =>
  new UserError(
    `The bucket ${bucket} is there, and is not this account's, or does not let you in.`,
    `See whose it is: aws s3api head-bucket --bucket ${bucket}\nWhere another account has the name, keep the state elsewhere: docs/operations.md has Pulumi Cloud and a bucket of another name.`,
    { cause },
  );
