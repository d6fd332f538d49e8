import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyVersionCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  IAMClient,
  ListPolicyVersionsCommand,
} from "@aws-sdk/client-iam";
import { ACCESS_PATH, accessName, policyArn, type StackPlace } from "#lib/account-access/place";
import type { Policy } from "#lib/account-access/policy";
import { isSamePolicy } from "#lib/account-access/same-policy";
import { differs, missing, orNone, type Finding, type Part } from "./part.ts";

/** A managed policy keeps so many versions. (IAM quotas) */
const MOST_VERSIONS = 5;

/** A managed policy of the account's, by what it is for: `cruddur-dev-reader-1`. */
export class ManagedPolicy implements Part {
  readonly name: string;
  readonly #iam: IAMClient;
  readonly #arn: string;
  readonly #policyName: string;
  readonly #text: string;
  readonly #describes: string;

  /** @param describes for whom it is, for people in IAM's console */
  constructor(iam: IAMClient, place: StackPlace, what: string, policy: Policy, describes: string) {
    this.#iam = iam;
    this.#arn = policyArn(place, what);
    this.#policyName = accessName(place, what);
    this.#text = JSON.stringify(policy);
    this.#describes = describes;
    this.name = `policy ${this.#policyName}`;
  }

  async look(): Promise<readonly Finding[]> {
    const found = await this.#found();
    if (found === undefined) return [missing(`made, ${this.#describes}`)];
    const { PolicyVersion } = await this.#iam.send(
      new GetPolicyVersionCommand({
        PolicyArn: this.#arn,
        VersionId: found.DefaultVersionId,
      }),
    );
    return isSamePolicy(decodeURIComponent(PolicyVersion?.Document ?? ""), this.#text)
      ? []
      : [differs("not what this checkout makes: renewed")];
  }

  async mend(): Promise<void> {
    if ((await this.#found()) === undefined) {
      await this.#iam.send(
        new CreatePolicyCommand({
          Path: ACCESS_PATH,
          PolicyName: this.#policyName,
          PolicyDocument: this.#text,
          Description: this.#describes,
          Tags: [{ Key: "project", Value: "cruddur" }],
        }),
      );
      return;
    }
    await this.#makeRoom();
    await this.#iam.send(
      new CreatePolicyVersionCommand({
        PolicyArn: this.#arn,
        PolicyDocument: this.#text,
        SetAsDefault: true,
      }),
    );
  }

  async #found() {
    const PolicyArn = this.#arn;
    const told = await orNone(["NoSuchEntityException", "NoSuchEntity"], () =>
      this.#iam.send(new GetPolicyCommand({ PolicyArn })),
    );
    return told?.Policy;
  }

  /** Deletes the oldest version that is not in force, where there is no room for one more. */
  async #makeRoom(): Promise<void> {
    const PolicyArn = this.#arn;
    const { Versions = [] } = await this.#iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
    if (Versions.length < MOST_VERSIONS) return;
    const oldest = Versions.filter(({ IsDefaultVersion }) => !IsDefaultVersion).toSorted(
      (one, other) => Number(one.CreateDate) - Number(other.CreateDate),
    )[0]!;
    await this.#iam.send(
      new DeletePolicyVersionCommand({ PolicyArn, VersionId: oldest.VersionId }),
    );
  }
}
