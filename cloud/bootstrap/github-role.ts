import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { ciEnvironment, ciRoleName, ciTrust, letIn, type CiRole } from "#lib/account-access/github";
import { ACCESS_PATH, policyArn, type StackPlace } from "#lib/account-access/place";
import { isSamePolicy } from "#lib/account-access/same-policy";
import { differs, missing, orNone, type Finding, type Part } from "./part.ts";

/** A role that jobs of one repository take in one of its environments, with some of the policies and no others. */
export class GithubRole implements Part {
  readonly name: string;
  readonly #iam: IAMClient;
  readonly #roleName: string;
  readonly #trust: string;
  readonly #policies: readonly string[];
  readonly #describes: string;

  /** @param policies what the policies are for that it gets: `deployer-1` */
  constructor(
    iam: IAMClient,
    place: StackPlace,
    {
      what,
      repository,
      policies,
    }: { readonly what: CiRole; readonly repository: string; readonly policies: readonly string[] },
  ) {
    this.#iam = iam;
    this.#roleName = ciRoleName(place, what);
    this.#trust = JSON.stringify(ciTrust(place, repository, what));
    this.#policies = policies.map((one) => policyArn(place, one));
    this.#describes = `for jobs of ${repository} in its environment ${ciEnvironment(place, what)}`;
    this.name = `role ${this.#roleName}`;
  }

  async look(): Promise<readonly Finding[]> {
    const role = await this.#found();
    if (role === undefined) return [missing(`made, ${this.#describes}`)];
    const { lacking, foreign, inline } = await this.#held();
    const trust = decodeURIComponent(role.AssumeRolePolicyDocument ?? "");
    const trusts = isSamePolicy(trust, this.#trust);
    const wanted = this.#describes.slice(4);
    const others = letIn(trust).filter((one) => one !== wanted);
    const names = (arns: readonly string[]) => arns.map((arn) => arn.split("/").at(-1)).join(", ");
    return [
      ...(trusts
        ? []
        : [
            differs(
              `lets in ${others.join(", ") || "others"}: takes that away, and lets in ${wanted} only`,
            ),
          ]),
      ...(lacking.length > 0 ? [differs(`without ${names(lacking)}: with it again`)] : []),
      ...(foreign.length > 0 ? [differs(`has ${names(foreign)} too: taken away`)] : []),
      ...(inline.length > 0
        ? [differs(`has a policy of its own, ${inline.join(", ")}: deleted`)]
        : []),
    ];
  }

  async mend(): Promise<void> {
    const RoleName = this.#roleName;
    if ((await this.#found()) === undefined) {
      await this.#iam.send(
        new CreateRoleCommand({
          Path: ACCESS_PATH,
          RoleName,
          AssumeRolePolicyDocument: this.#trust,
          Description: this.#describes,
          Tags: [{ Key: "project", Value: "cruddur" }],
        }),
      );
    }
    const PolicyDocument = this.#trust;
    await this.#iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
    const { lacking, foreign, inline } = await this.#held();
    // What it has too much of goes first, so that there is room for what it lacks.
    for (const PolicyArn of foreign)
      await this.#iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    for (const PolicyName of inline)
      await this.#iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
    for (const PolicyArn of lacking)
      await this.#iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  }

  async #held() {
    const RoleName = this.#roleName;
    const { AttachedPolicies = [] } = await this.#iam.send(
      new ListAttachedRolePoliciesCommand({ RoleName }),
    );
    const { PolicyNames = [] } = await this.#iam.send(new ListRolePoliciesCommand({ RoleName }));
    const has = AttachedPolicies.map(({ PolicyArn }) => PolicyArn!);
    return {
      lacking: this.#policies.filter((arn) => !has.includes(arn)),
      foreign: has.filter((arn) => !this.#policies.includes(arn)),
      inline: PolicyNames,
    };
  }

  async #found() {
    const RoleName = this.#roleName;
    const told = await orNone(["NoSuchEntityException", "NoSuchEntity"], () =>
      this.#iam.send(new GetRoleCommand({ RoleName })),
    );
    return told?.Role;
  }
}
