import assert from "node:assert/strict";
import { command } from "#test/cli";

const cost = (...args: string[]) => command("cost", args);

describe("npm run cost", () => {
  it("prints the table of a stack", async () => {
    const { code, stdout, stderr } = await cost("--target", "prod");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Stack prod, us-east-1\n/);
    assert.match(stdout, /db\.t4g\.medium, and a standby, 730 h +│ +94\.90/);
    assert.match(stdout, /sum +│ +│ +133\.70/);
  });

  it("prints one JSON value for programs", async () => {
    const { code, stdout } = await cost("--target", "dev", "--json");
    assert.equal(code, 0);
    const { stack, usd, savedUsd, prices, lines } = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual(
      { stack, usd, savedUsd, prices },
      { stack: "dev", usd: 8.66, savedUsd: 9.87, prices: { region: "us-east-1", asOf: "2026-06" } },
    );
    assert.equal((lines as unknown[]).length, 6);
  });

  it("says that the local copy costs nothing", async () => {
    const { code, stdout } = await cost("--target", "local");
    assert.deepEqual([code, stdout], [0, "It costs nothing: it runs on this machine.\n"]);
  });

  it("names the stacks that exist for one that does not", async () => {
    const { code, stderr } = await cost("--target", "dve");
    assert.equal(code, 1);
    assert.match(stderr, /Stack dve has no file .* dev, local, prod\./);
  });

  it("wants to be told which stack", async () => {
    const { code, stderr } = await cost();
    assert.equal(code, 2);
    assert.match(stderr, /--target NAME is missing/);
  });
});
