/*
 * One start of the Pulumi program without an engine, or of what it cannot do without.
 *
 *   node program-child.cjs program              runs index.ts for a dev stack under mocks; tells what it loaded
 *   node program-child.cjs modules <file>       requires the modules that the file lists, and nothing else
 *   node program-child.cjs resources <file> 99  ... and registers as many plain resources
 */
"use strict";

const fs = require("node:fs");
const path = require("node:path");

const ROOT = path.resolve(__dirname, "..");
const [, , what, list, count] = process.argv;

run().then((result) => {
  const mib = process.resourceUsage().maxRSS / 1024;
  process.send({ ...result, mib }, () => process.disconnect());
});

async function run() {
  if (what === "program") return program();
  for (const file of JSON.parse(fs.readFileSync(list, "utf8"))) require(file);
  if (what === "resources") await resources(Number(count));
  return {};
}

async function program() {
  const pulumi = require("@pulumi/pulumi");
  globalThis.fetch = async () => new Response("203.0.113.7\n");
  let registered = 0;
  const newResource = ({ type, name, inputs }) => {
    registered += 1;
    const id = `${name}-id`;
    const arn = `arn:aws:x:us-east-1:123456789012:${name}`;
    const masterUserSecrets = [{ secretArn: arn }];
    const address = `${name}.invalid`;
    return {
      id,
      state: {
        ...inputs,
        ...{ id, arn, name, address, apiEndpoint: `https://${address}`, masterUserSecrets },
      },
    };
  };
  const call = ({ inputs }) => ({
    ...inputs,
    id: "vpc-1",
    ids: ["subnet-1", "subnet-2"],
    names: ["us-east-1a", "us-east-1b"],
    availabilityZone: `us-east-1${inputs.id === "subnet-1" ? "a" : "b"}`,
    partition: "aws",
    accountId: "123456789012",
    secretString: '{"password":"none"}',
  });
  await underMocks({ newResource, call }, async () => {
    pulumi.runtime.setAllConfig({ "cruddur:environment": "dev" });
    await require(path.join(ROOT, "program.cjs"))();
  });
  const modules = Object.keys(require.cache).filter((file) => /[\\/]node_modules[\\/]/.test(file));
  return { registered, modules };
}

/** Resources of an alarm's size, which is about the middle one's of the program. */
async function resources(count) {
  const aws = require("@pulumi/aws");
  const newResource = ({ name, inputs }) => ({ id: name, state: inputs });
  await underMocks({ newResource, call: () => ({}) }, async () => {
    const provider = new aws.Provider("bench-aws", { region: "us-east-1" });
    for (let index = 1; index < count; index += 1) {
      const name = `bench-${index}`;
      const watched = { namespace: "AWS/RDS", metricName: "CPUUtilization", statistic: "Average" };
      const rule = { comparisonOperator: "GreaterThanThreshold", threshold: 80, period: 300 };
      const rest = { evaluationPeriods: 3, dimensions: { DBInstanceIdentifier: name } };
      const args = { name, alarmDescription: name, ...watched, ...rule, ...rest };
      new aws.cloudwatch.MetricAlarm(name, args, { provider });
    }
  });
}

async function underMocks(mocks, work) {
  const pulumi = require("@pulumi/pulumi");
  await pulumi.runtime.setMocks(mocks, "cruddur", "dev", false);
  await pulumi.runtime.runInPulumiStack(work);
  await pulumi.runtime.disconnect();
}
