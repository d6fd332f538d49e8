import { ALL_CALLS } from "../aws-calls/calls/all-calls.ts";
import { actionsOf } from "../aws-calls/actions.ts";
import { CHORES, DEPLOYS, LOOKUPS } from "../aws-calls/command-calls.ts";
import { actionsOfCalls } from "./actions-of-calls.ts";
import { packed, type Policy, type Statement } from "./policy.ts";
import { arnIn, type StackPlace } from "./place.ts";
import { ownTags, scopesIn, type Scope } from "./scopes.ts";
import { stateStatements } from "./state.ts";
import { statementsFor } from "./statements.ts";

const READS = /^[\w-]+:(Describe|Get|List|View|GET$)/;

/** A read that shows more than settings. */
const SECRETS = /^secretsmanager:GetSecretValue$/;

/** What production keeps from those who do not deploy: its master user, its schema, its being up. */
const NOT_IN_PRODUCTION = /^(secretsmanager:|lambda:InvokeFunction$|rds:Stop)/;

/**
 * For who reads only: plans for comments, `drift`, `cost`, `policy`, `deploy --dry-run`. Every setting of the stack and
 * its state, no row and no secret of AWS's.
 */
export function readerPolicies(place: StackPlace): Policy[] {
  const read = Object.values(ALL_CALLS).flatMap(({ service, read: operations }) =>
    operations.flatMap((operation) => actionsOf(service, operation)),
  );
  const asked = [CHORES, DEPLOYS, ...Object.values(LOOKUPS)].flatMap(actionsOfCalls);
  const actions = [...read, ...asked].filter((one) => READS.test(one) && !SECRETS.test(one));
  return packed([...stateStatements(place, { writes: false }), ...statementsFor(actions, place)]);
}

/**
 * For a person who works on the stack and does not deploy it: leases, start and stop, the tunnel, logs, and logins as
 * `cruddur_reader`; in development also the master user's secret and the migrator, which the chores go by.
 */
export function developerPolicies(place: StackPlace, environment: "dev" | "prod"): Policy[] {
  const tags = ownTags(place);
  const isOwn = { StringEquals: tags };
  const here = (resource: string) => [arnIn(place, "ec2", resource)];
  const actions = [
    ...actionsOfCalls(CHORES),
    "ec2:DescribeInstanceConnectEndpoints",
    "logs:DescribeLogGroups",
    "logs:FilterLogEvents",
    "logs:StartLiveTail",
  ].filter((one) => environment === "dev" || !NOT_IN_PRODUCTION.test(one));
  const more: Statement[] = [
    {
      Effect: "Allow",
      Action: ["rds-db:connect"],
      Resource: [arnIn(place, "rds-db", "dbuser:*/cruddur_reader")],
    },
    {
      Effect: "Allow",
      Action: ["ec2-instance-connect:OpenTunnel"],
      Resource: here("instance-connect-endpoint/*"),
      Condition: {
        ...isOwn,
        NumericEquals: { "ec2-instance-connect:remotePort": ["22"] },
      },
    },
    {
      Effect: "Allow",
      Action: ["ec2-instance-connect:SendSSHPublicKey"],
      Resource: here("instance/*"),
      Condition: { StringEquals: { ...tags, "ec2:osuser": ["ec2-user"] } },
    },
  ];
  // A person tags leases, and nothing that could then be taken for the stack's.
  const ec2: Scope[] = [
    { actions: /^Describe/, on: ["*"] },
    { actions: /^(Authorize|Modify|CreateTags$)/, on: here("security-group-rule/*") },
    { actions: /^(Authorize|Modify|Revoke)/, on: here("security-group/*"), when: isOwn },
    { on: here("instance/*"), when: isOwn },
  ];
  return packed([
    ...stateStatements(place, { writes: false }),
    ...statementsFor(actions, place, { ...scopesIn(place), ec2 }),
    ...more,
  ]);
}
