import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { actionsOfCalls } from "#lib/account-access/actions-of-calls";
import { deployerActions, deployerPolicies } from "#lib/account-access/deployer";
import { policyArn } from "#lib/account-access/place";
import { MOST_ATTACHED, MOST_CHARACTERS } from "#lib/account-access/policy";
import { CHORES, DEPLOYS, LOOKUPS, RESTORED } from "#lib/aws-calls/command-calls";
import { fromRoot } from "#lib/root";
import { ACCOUNT, REGION } from "#test/aws-answers";
import { isAllowed, type AccessRequest } from "#test/iam/decide";
import { planRequests } from "#test/iam/plan-requests";
import { programPlan, STACKS } from "#test/plans/program-plan";

const placeOf = (stack: string) => ({ partition: "aws", account: ACCOUNT, region: REGION, stack });

/** The stacks whose plans are kept, and what they leave out. */
const ALL_STACKS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ...STACKS,
  budget: {
    environment: "dev",
    alarmEmail: "ops@cruddur.example",
    monthlyBudgetUsd: "20",
    customerKey: "true",
  },
};

const plans = new Map<string, Promise<readonly (AccessRequest & { readonly by: string })[]>>();

/** Made once for all tests. */
function requestsOf(stack: string) {
  const made = async () => {
    const permissionsBoundary = policyArn(placeOf(stack), "boundary");
    const values = { ...ALL_STACKS[stack], region: REGION, permissionsBoundary };
    return planRequests((await programPlan(stack, values)).resources);
  };
  if (!plans.has(stack)) plans.set(stack, made());
  return plans.get(stack)!;
}

describe("deployerPolicies", () => {
  for (const stack of Object.keys(ALL_STACKS)) {
    it(`let through every call of the plan of ${stack}`, async () => {
      const policies = deployerPolicies(placeOf(stack));
      const denied = (await requestsOf(stack))
        .filter((request) => !isAllowed(policies, request))
        .map(({ by, action, resource }) => `${by}: ${action} on ${resource}`);
      assert.deepEqual([...new Set(denied)], []);
    });
  }

  it("allow nothing that neither a plan nor a command asks for", async () => {
    const asked = new Set(
      [CHORES, DEPLOYS, RESTORED, ...Object.values(LOOKUPS)].flatMap(actionsOfCalls),
    );
    for (const stack of Object.keys(ALL_STACKS)) {
      for (const { action } of await requestsOf(stack)) asked.add(action);
    }
    assert.deepEqual(
      [...deployerActions()].filter((action) => !asked.has(action)),
      [],
    );
  });

  it("are as long and as many as AWS takes, for the longest names", () => {
    const stack = "a".repeat(32);
    const policies = deployerPolicies({
      ...placeOf(stack),
      partition: "aws-us-gov",
      region: "ap-southeast-2",
    });
    assert.ok(policies.length < MOST_ATTACHED, `${policies.length} policies`);
    for (const policy of policies) assert.ok(JSON.stringify(policy).length <= MOST_CHARACTERS);
  });
});

describe("the calls of commands", () => {
  it("are those that cloud/ makes", async () => {
    const names = await readdir(fromRoot("cloud"), { recursive: true });
    const made = new Set<string>();
    for (const name of names.filter((one) => one.endsWith(".ts") && !one.startsWith("bootstrap"))) {
      const text = await readFile(fromRoot("cloud", name), "utf8");
      for (const [, imported, client] of text.matchAll(IMPORT)) {
        const service = SERVICES[client!] ?? client!;
        for (const [, paged, waited, sent] of imported!.matchAll(OPERATION)) {
          made.add(`${service}:${paged ?? sent ?? WAITED[waited!]!}`);
        }
      }
      // Calls that are signed by hand.
      if (text.includes('"/v2/email/account"')) made.add("sesv2:GetAccount");
      for (const [, operation] of text.matchAll(/AWSFreeTierService\.(\w+)/g)) {
        made.add(`freetier:${operation}`);
      }
    }
    made.delete("sts:GetCallerIdentity"); // which wants no permission
    const told = [CHORES, DEPLOYS].flatMap((calls) =>
      Object.entries(calls).flatMap(([service, names]) => names.map((one) => `${service}:${one}`)),
    );
    assert.deepEqual([...made].toSorted(), [...new Set(told)].toSorted());
  });
});

const IMPORT = /import \{([^}]*)\} from "@aws-sdk\/client-([\w-]+)"/g;
const OPERATION = /\b(?:paginate(\w+)|waitUntil(\w+)|(\w+)Command)\b/g;

/** botocore's names of services that the SDK calls otherwise. */
const SERVICES: Readonly<Record<string, string>> = {
  "cloudwatch-logs": "logs",
  "secrets-manager": "secretsmanager",
};

/** What is asked again and again until something is so. */
const WAITED: Readonly<Record<string, string>> = {
  DBSnapshotAvailable: "DescribeDBSnapshots",
  DBClusterSnapshotAvailable: "DescribeDBClusterSnapshots",
};
