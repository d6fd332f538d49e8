import assert from "node:assert/strict";
import fc from "fast-check";
import { parseStackConfig } from "#lib/stack-config/parse";
import type { AwsConfig } from "#lib/stack-config/stack-config";
import { coreProgram } from "#test/plans/core-program";
import { planOf, type RecordedResource } from "#test/plans/pulumi-mocks";
import { devConfig, prodConfig } from "#test/plans/stack-configs";
import { legalValues } from "#test/plans/stack-values";
import { readsBack, zoneIdIn } from "#test/stand-in-aws/reads-back";

const CONFIGS = {
  dev: devConfig(),
  prod: prodConfig(),
  aurora: prodConfig({ topology: "aurora" }),
  "a private dev with a proxy": devConfig({ publicAccess: false, proxy: true }),
};

/** The longest physical names that AWS takes, and the prefixes that leave room for what the provider adds. */
const SIZES: Readonly<Record<string, number>> = {
  "aws:iam/role:Role name": 64,
  "aws:iam/rolePolicy:RolePolicy name": 128,
  "aws:rds/instance:Instance identifier": 63,
  "aws:rds/cluster:Cluster clusterIdentifier": 63,
  "aws:rds/clusterInstance:ClusterInstance identifier": 63,
  "aws:rds/proxy:Proxy name": 63,
  "aws:rds/subnetGroup:SubnetGroup namePrefix": 229,
  "aws:rds/parameterGroup:ParameterGroup namePrefix": 229,
  "aws:rds/clusterParameterGroup:ClusterParameterGroup namePrefix": 229,
  "aws:rds/eventSubscription:EventSubscription name": 255,
  "aws:ec2/securityGroup:SecurityGroup namePrefix": 229,
  "aws:cloudwatch/logGroup:LogGroup name": 512,
};
/** `cruddur-` and it are the 40 characters of a prefix. */
const LONGEST = "dev-somebody-with-a-long-name-xx";
const NAMES = ["name", "namePrefix", "identifier", "identifierPrefix", "clusterIdentifier"];
/** Whose name is another's, or tells whom it belongs to. */
const REFERRERS = /:(ProxyTarget|ClusterInstance)$/;

describe("core components", () => {
  const plans: Record<string, readonly RecordedResource[]> = {};
  before(async () => {
    for (const [title, config] of Object.entries(CONFIGS)) {
      plans[title] = (await planOf(() => coreProgram(config))).resources;
    }
  });

  for (const title of Object.keys(CONFIGS)) {
    it(`give every child a name that begins with its parent's, for ${title}`, () => {
      const children = plans[title]!.filter(({ parent }) => parent !== undefined);
      assert.ok(children.length > 4);
      for (const { name, parent } of children) {
        assert.ok(name.startsWith(`${parent}-`), `${name} is a child of ${parent}`);
      }
    });

    it(`give everything the stack's own provider, for ${title}`, () => {
      for (const { type, name, provider } of plans[title]!) {
        if (type.startsWith("aws:")) assert.match(provider ?? "", /::cruddur-aws::/, name);
      }
    });
  }

  it("have logical names that no key of the configuration changes", async () => {
    const namesOf = async (config: AwsConfig) =>
      (await planOf(() => coreProgram(config), { stack: config.stack })).resources.map(
        ({ type, name }) => `${type} ${name}`,
      );
    const same = { publicAccess: false, proxy: true };
    const one = await namesOf(devConfig(same));
    const other = await namesOf({
      ...devConfig({ ...same, region: "eu-west-2", logRetentionDays: 30, storageGib: 25 }),
      stack: "dev-alice",
    });
    assert.deepEqual(one, other);
  });

  it("register nothing undefined, open nothing to the world, name nothing too long and ask for nothing that AWS tells otherwise, for any legal stack", async () => {
    await fc.assert(
      fc.asyncProperty(legalValues, async (values) => {
        const stack = values["environment"] === "prod" ? "prod" : LONGEST;
        const config = parseStackConfig(stack, values);
        assert.ok(config.environment !== "local");
        const { resources } = await planOf(() => coreProgram(config), { stack });
        const text = JSON.stringify(resources.map(({ inputs }) => inputs));
        assert.doesNotMatch(text, /0\.0\.0\.0\/0|::\/0/);
        resources.forEach(assertSizes);
        for (const { type, name, inputs } of resources) {
          assert.deepEqual(readsBack(type, inputs, zoneIdIn(resources)), inputs, name);
        }
      }),
      { numRuns: 12 },
    );
  });
});

function assertSizes({ type, name, inputs }: RecordedResource): void {
  for (const key of NAMES.filter((key) => type.startsWith("aws:") && key in inputs)) {
    if (key === "clusterIdentifier" && REFERRERS.test(type)) continue;
    const most = SIZES[`${type} ${key}`];
    assert.ok(most !== undefined, `How long may the ${key} of a ${type} be?`);
    const value = String(inputs[key]);
    assert.ok(value.length <= most, `${name}: ${key} is longer than ${most}: ${value}`);
  }
}
