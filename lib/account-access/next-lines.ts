import type { AwsConfig } from "../stack-config/stack-config.ts";
import { deployerPolicies } from "./deployer.ts";
import { ciEnvironment, ciRoleArn, type CiRole } from "./github.ts";
import { developerPolicies, readerPolicies } from "./people.ts";
import { policyArn, stateBucket, STATE_KEY_ALIAS, type StackPlace } from "./place.ts";

/** What to type once an account has all that a stack's deploys need; in lines that a shell takes as they are. */
export function nextLines(
  place: StackPlace,
  { environment, permissionsBoundary }: Pick<AwsConfig, "environment" | "permissionsBoundary">,
  repository: string | undefined,
): string[] {
  const { region, stack } = place;
  const backend = `s3://${stateBucket(place)}?region=${region}`;
  const secrets = `awskms://${STATE_KEY_ALIAS}?region=${region}`;
  const boundary = policyArn(place, "boundary");
  return [
    "What to type now, where it is not so yet:",
    `  pulumi login '${backend}'`,
    `  pulumi stack init ${stack} --secrets-provider '${secrets}'`,
    ...(permissionsBoundary === boundary
      ? []
      : [`  pulumi config set permissionsBoundary ${boundary} --stack ${stack}`]),
    `  npm run deploy -- --target ${stack}`,
    ...(repository === undefined
      ? []
      : ciLines(place, repository.replaceAll(/@\d+/g, ""), backend)),
    "Policies to give people, by group, role or permission set:",
    ...Object.entries({
      deployer: deployerPolicies(place),
      developer: developerPolicies(place, environment),
      reader: readerPolicies(place),
    }).flatMap(([what, policies]) =>
      policies.map((_, index) => `  ${policyArn(place, `${what}-${index + 1}`)}`),
    ),
  ];
}

function ciLines(place: StackPlace, repository: string, backend: string): string[] {
  const set = (name: string, what: CiRole, value: string) =>
    `  gh variable set ${name} --repo ${repository} --env ${ciEnvironment(place, what)} --body '${value}'`;
  return [
    `For jobs, once the environments ${ciEnvironment(place, "deploy")} and ${ciEnvironment(place, "plan")} are there (docs/continuous-integration.md):`,
    ...(["deploy", "plan"] as const).flatMap((what) => [
      set("AWS_ROLE_ARN", what, ciRoleArn(place, what)),
      set("AWS_REGION", what, place.region),
      set("PULUMI_BACKEND_URL", what, backend),
    ]),
  ];
}
