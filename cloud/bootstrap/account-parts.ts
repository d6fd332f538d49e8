import { IAMClient } from "@aws-sdk/client-iam";
import { boundaryPolicy } from "#lib/account-access/boundary";
import { deployerPolicies } from "#lib/account-access/deployer";
import { developerPolicies, readerPolicies } from "#lib/account-access/people";
import type { StackPlace } from "#lib/account-access/place";
import type { Policy } from "#lib/account-access/policy";
import type { AwsConfig } from "#lib/stack-config/stack-config";
import { clientConfig } from "../aws-client.ts";
import { GithubProvider } from "./github-provider.ts";
import { GithubRole } from "./github-role.ts";
import { LeftOverPolicies } from "./left-over-policies.ts";
import { ManagedPolicy } from "./managed-policy.ts";
import type { Part } from "./part.ts";
import { StateBucket } from "./state-bucket.ts";
import { StateKey } from "./state-key.ts";

/**
 * What an account needs before a stack's first deploy, in the order in which it is made: what is used comes before what
 * uses it.
 *
 * @param repository of GitHub, whose jobs shall deploy and plan; undefined for none
 */
export function accountParts(
  place: StackPlace,
  config: AwsConfig,
  repository: string | undefined,
): Part[] {
  const iam = new IAMClient(clientConfig(place.region));
  const key = new StateKey(place);
  const numbered = (what: string, policies: readonly Policy[], describes: string) =>
    policies.map((policy, index) => ({ what: `${what}-${index + 1}`, policy, describes }));
  const { stack, environment } = config;
  const deployer = numbered("deployer", deployerPolicies(place), `for who deploys stack ${stack}`);
  const developer = numbered(
    "developer",
    developerPolicies(place, environment),
    `for who works on stack ${stack} and does not deploy it`,
  );
  const reader = numbered("reader", readerPolicies(place), `for who reads what stack ${stack} is`);
  const people = [...deployer, ...developer, ...reader];
  const names = (policies: typeof people) => policies.map(({ what }) => what);
  const { publicAccess, jumpHost } = config.database;
  return [
    key,
    new StateBucket(place, key),
    new ManagedPolicy(
      iam,
      place,
      "boundary",
      boundaryPolicy(place),
      `the most that a role of stack ${stack} may do`,
    ),
    ...people.map(
      ({ what, policy, describes }) => new ManagedPolicy(iam, place, what, policy, describes),
    ),
    ...(repository === undefined
      ? []
      : [
          new GithubProvider(iam, place),
          new GithubRole(iam, place, { what: "deploy", repository, policies: names(deployer) }),
          // A plan of a stack whose database can be reached asks it what its roles are.
          new GithubRole(iam, place, {
            what: "plan",
            repository,
            policies: names(publicAccess || jumpHost ? [...reader, ...developer] : reader),
          }),
        ]),
    new LeftOverPolicies(iam, place, names(people)),
  ];
}
