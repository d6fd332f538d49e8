import {
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  type IAMClient,
  ListEntitiesForPolicyCommand,
  ListPolicyVersionsCommand,
  paginateListPolicies,
} from "@aws-sdk/client-iam";
import { ACCESS_PATH, accessName, policyArn, type StackPlace } from "#lib/account-access/place";
import { differs, type Finding, type Part } from "./part.ts";

/** Policies that an earlier checkout made, and this one has no more of: the fourth of three. */
export class LeftOverPolicies implements Part {
  readonly name = "policies of an earlier checkout";
  readonly #iam: IAMClient;
  readonly #place: StackPlace;
  readonly #wanted: readonly string[];

  /** @param wanted what the policies are for that stay: `deployer-1` */
  constructor(iam: IAMClient, place: StackPlace, wanted: readonly string[]) {
    this.#iam = iam;
    this.#place = place;
    this.#wanted = wanted;
  }

  async look(): Promise<readonly Finding[]> {
    return (await this.#found()).map((what) =>
      differs(`${accessName(this.#place, what)} is not needed any more: deleted`),
    );
  }

  async mend(): Promise<void> {
    for (const what of await this.#found()) {
      const PolicyArn = policyArn(this.#place, what);
      const { PolicyRoles, PolicyUsers, PolicyGroups } = await this.#iam.send(
        new ListEntitiesForPolicyCommand({ PolicyArn }),
      );
      for (const { RoleName } of PolicyRoles ?? [])
        await this.#iam.send(new DetachRolePolicyCommand({ PolicyArn, RoleName }));
      for (const { UserName } of PolicyUsers ?? [])
        await this.#iam.send(new DetachUserPolicyCommand({ PolicyArn, UserName }));
      for (const { GroupName } of PolicyGroups ?? [])
        await this.#iam.send(new DetachGroupPolicyCommand({ PolicyArn, GroupName }));
      const { Versions = [] } = await this.#iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
      for (const { VersionId } of Versions.filter((one) => !one.IsDefaultVersion))
        await this.#iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
      await this.#iam.send(new DeletePolicyCommand({ PolicyArn }));
    }
  }

  /** Those of this stack that have a number and are not among the wanted, by what they are for. */
  async #found(): Promise<string[]> {
    const found: string[] = [];
    const start = accessName(this.#place, "");
    const of = { Scope: "Local", PathPrefix: ACCESS_PATH } as const;
    for await (const { Policies = [] } of paginateListPolicies({ client: this.#iam }, of)) {
      for (const { PolicyName = "" } of Policies) {
        const what = PolicyName.startsWith(start) ? PolicyName.slice(start.length) : "";
        if (/^(deployer|developer|reader)-\d+$/.test(what) && !this.#wanted.includes(what))
          found.push(what);
      }
    }
    return found;
  }
}
