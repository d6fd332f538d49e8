import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ListResourceTagsCommand,
  paginateListKeys,
  PutKeyPolicyCommand,
} from "@aws-sdk/client-kms";
import { globalArn, STATE_KEY_ALIAS, type StackPlace } from "#lib/account-access/place";
import { isSamePolicy } from "#lib/account-access/same-policy";
import { UserError } from "#lib/errors";
import { clientConfig } from "../aws-client.ts";
import { differs, missing, orNone, type Finding, type Part } from "./part.ts";

/** By which a key is known that was made and got no alias, since the command was cut off between the two. */
const PURPOSE = { TagKey: "purpose", TagValue: "cruddur-state" };

/** The key that encrypts states and what is secret in them. */
export class StateKey implements Part {
  readonly name = `key ${STATE_KEY_ALIAS}`;
  readonly #kms: KMSClient;
  readonly #policy: string;

  constructor(place: StackPlace) {
    this.#kms = new KMSClient(clientConfig(place.region));
    // KMS's own default: the account's policies decide.
    this.#policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "AccountDecides",
          Effect: "Allow",
          Principal: { AWS: globalArn(place, "iam", "root") },
          Action: "kms:*",
          Resource: "*",
        },
      ],
    });
  }

  /** Its ARN; undefined before it is made. */
  async arn(): Promise<string | undefined> {
    return (await this.#described(STATE_KEY_ALIAS))?.Arn;
  }

  async look(): Promise<readonly Finding[]> {
    const key = await this.#described(STATE_KEY_ALIAS);
    if (key === undefined) return [missing("made, rotated every year")];
    if (key.KeyState === "PendingDeletion") {
      throw new UserError(
        `The key ${STATE_KEY_ALIAS} is to be deleted on ${key.DeletionDate?.toISOString().slice(0, 10)}, and with it whatever is encrypted by it: states and their secrets.`,
        `Keep it: aws kms cancel-key-deletion --key-id ${key.KeyId}\nThen type the command again.`,
      );
    }
    const { KeyRotationEnabled } = await this.#kms.send(
      new GetKeyRotationStatusCommand({ KeyId: key.KeyId }),
    );
    const { Policy = "" } = await this.#kms.send(
      new GetKeyPolicyCommand({ KeyId: key.KeyId, PolicyName: "default" }),
    );
    return [
      ...(key.KeyState === "Disabled" ? [differs("switched off: on again")] : []),
      ...(KeyRotationEnabled ? [] : [differs("not rotated: rotated every year again")]),
      ...(isSamePolicy(Policy, this.#policy) ? [] : [differs("its policy was edited: as it was")]),
    ];
  }

  async mend(): Promise<void> {
    const KeyId = (await this.#described(STATE_KEY_ALIAS))?.KeyId ?? (await this.#made());
    await this.#kms.send(new EnableKeyCommand({ KeyId }));
    await this.#kms.send(new EnableKeyRotationCommand({ KeyId }));
    const Policy = this.#policy;
    await this.#kms.send(new PutKeyPolicyCommand({ KeyId, PolicyName: "default", Policy }));
  }

  /** A new key with its alias, or one that an earlier run left without. */
  async #made(): Promise<string> {
    let id = await this.#leftOver();
    if (id === undefined) {
      const Tags = [{ TagKey: "project", TagValue: "cruddur" }, PURPOSE];
      const Description = "States of Pulumi and their secrets (cruddur)";
      const { KeyMetadata } = await this.#kms.send(
        new CreateKeyCommand({ Description, Policy: this.#policy, Tags }),
      );
      id = KeyMetadata!.KeyId!;
    }
    await this.#kms.send(new CreateAliasCommand({ AliasName: STATE_KEY_ALIAS, TargetKeyId: id }));
    return id;
  }

  async #leftOver(): Promise<string | undefined> {
    for await (const { Keys = [] } of paginateListKeys({ client: this.#kms }, {})) {
      for (const { KeyId } of Keys) {
        // Those of AWS's own services do not tell their tags to everybody.
        const tags = await orNone(["AccessDeniedException"], () =>
          this.#kms.send(new ListResourceTagsCommand({ KeyId })),
        );
        const isOurs = tags?.Tags?.some(
          ({ TagKey, TagValue }) => TagKey === PURPOSE.TagKey && TagValue === PURPOSE.TagValue,
        );
        if (isOurs && (await this.#described(KeyId!))?.KeyState === "Enabled") return KeyId;
      }
    }
    return undefined;
  }

  async #described(KeyId: string) {
    const found = await orNone(["NotFoundException"], () =>
      this.#kms.send(new DescribeKeyCommand({ KeyId })),
    );
    return found?.KeyMetadata;
  }
}
