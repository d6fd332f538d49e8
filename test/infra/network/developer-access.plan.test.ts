import assert from "node:assert/strict";
import { parseArguments } from "#cli/arguments";
import { planOf } from "#test/plans/pulumi-mocks";
import {
  DeveloperAccess,
  type DeveloperAccessArgs,
} from "../../../infra/network/developer-access.ts";
import { command as closeChore } from "../../../scripts/dev-ip-close.ts";
import { command as openChore } from "../../../scripts/dev-ip-open.ts";

const ARGS: DeveloperAccessArgs = {
  securityGroupId: "sg-0123456789abcdef0",
  region: "eu-west-1",
  host: "cruddur-dev.abc.eu-west-1.rds.amazonaws.com",
  port: 5432,
  leaseHours: 12,
  stack: "dev",
  address: "203.0.113.7",
};
const planFor = (more: Partial<DeveloperAccessArgs> = {}) =>
  planOf(() => new DeveloperAccess("cruddur-developer-access", { ...ARGS, ...more }));
const leaseOf = async (more?: Partial<DeveloperAccessArgs>) =>
  (await planFor(more)).only("command:local:Command");
const wordsOf = (line: unknown) => String(line).split(" ");

describe("DeveloperAccess", () => {
  it("opens the lease by the command of the scripts, which takes the line as it is", async () => {
    const { inputs, name, parent } = await leaseOf();
    assert.deepEqual(
      [name, parent],
      ["cruddur-developer-access-lease", "cruddur-developer-access"],
    );
    const [node, file, script, ...args] = wordsOf(inputs["create"]);
    assert.deepEqual([node, file, script], ["node", "scripts/launch.cjs", "dev-ip-open"]);
    const { options } = parseArguments(openChore, args, {})!;
    assert.deepEqual(
      [options["securityGroup"], options["region"], options["stack"], options["ip"]],
      ["sg-0123456789abcdef0", "eu-west-1", "dev", "203.0.113.7"],
    );
    assert.deepEqual(
      [options["host"], options["port"], options["hours"]],
      ["cruddur-dev.abc.eu-west-1.rds.amazonaws.com", 5432, 12],
    );
  });

  it("opens again in place when the address changes: a replacement would close it on its way out", async () => {
    const { inputs } = await leaseOf();
    assert.equal(inputs["update"], inputs["create"]);
    assert.equal(inputs["triggers"], undefined);
    const moved = await leaseOf({ address: "203.0.113.8" });
    assert.notEqual(moved.inputs["update"], inputs["update"]);
  });

  it("closes its own lease on destroy, by a command that knows no address", async () => {
    const { inputs } = await leaseOf();
    const [, , script, ...args] = wordsOf(inputs["delete"]);
    assert.equal(script, "dev-ip-close");
    assert.ok(parseArguments(closeChore, args, {}));
    assert.doesNotMatch(String(inputs["delete"]), /203\.0\.113/);
  });

  it("keeps what was opened last when the address is not known, so that a preview goes on offline", async () => {
    const { options, inputs } = await leaseOf({ address: undefined });
    assert.deepEqual(options.ignoreChanges, ["triggers", "create", "update", "environment"]);
    assert.doesNotMatch(String(inputs["create"]), /--ip/);
    assert.deepEqual((await leaseOf()).options.ignoreChanges, ["triggers"]);
  });

  it("renews a lease whose address is the same when it is told another period", async () => {
    const { inputs } = await leaseOf({ renewal: "41" });
    assert.deepEqual(inputs["environment"], { CRUDDUR_LEASE_PERIOD: "41" });
    // A changed trigger replaces the resource, whatever its `update` says.
    assert.equal(inputs["triggers"], undefined);
  });

  it("lets nothing but plain words into the command line", async () => {
    await assert.rejects(planFor({ stack: "dev; rm -rf ." }), /cannot stand in a command line/);
  });
});
