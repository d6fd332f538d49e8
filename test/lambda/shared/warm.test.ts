import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { bundleFunction } from "#lib/bundle/function";
import { FUNCTIONS } from "#lib/domain/functions";
import { WARM_EVENT } from "#lib/domain/warm-event";
import { keptWarm } from "../../../lambda/shared/warm.ts";

/** What the functions read while they are loaded. */
const VARIABLES = [
  ...["PGHOST", "PGPORT", "PGUSER", "PGDATABASE"],
  ...["USER_POOL_ID", "CLIENT_ID", "LAMBDA_TASK_ROOT"],
];
const before = VARIABLES.map((name) => [name, process.env[name]] as const);

function restore(): void {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

describe("keptWarm", () => {
  const calls: unknown[] = [];
  const handler = keptWarm(async (event: unknown, context: string) => {
    calls.push([event, context]);
    return "done";
  });
  beforeEach(() => void calls.splice(0));

  it("answers the schedule's event without asking the handler", async () => {
    assert.equal(await handler(WARM_EVENT, "context"), undefined);
    assert.deepEqual(calls, []);
  });

  for (const event of [
    { warm: false },
    { warm: true, triggerSource: "PreSignUp_SignUp" },
    { warm: "true" },
    {},
    null,
    "warm",
    undefined,
  ]) {
    it(`hands ${JSON.stringify(event)} on`, async () => {
      assert.equal(await handler(event, "context"), "done");
      assert.deepEqual(calls, [[event, "context"]]);
    });
  }

  for (const { name } of FUNCTIONS) {
    it(`is before everything else that ${name} does`, async () => {
      const folder = await mkdtemp(path.join(tmpdir(), "cruddur-warm-"));
      try {
        const file = path.join(folder, "index.cjs");
        await writeFile(file, await bundleFunction(name));
        // Nothing listens at port 1: a handler that asks its database fails, or logs that it could not.
        const database = { PGHOST: "127.0.0.1", PGPORT: "1", PGUSER: "u", PGDATABASE: "d" };
        const pool = { USER_POOL_ID: "us-east-1_Ab3dEf9Gh", CLIENT_ID: "c" };
        Object.assign(process.env, database, pool, { LAMBDA_TASK_ROOT: folder });
        const { handler } = createRequire(import.meta.url)(file) as {
          handler: (event: unknown, context: unknown) => Promise<unknown>;
        };
        assert.equal(await handler(WARM_EVENT, undefined), undefined);
      } finally {
        restore();
        await rm(folder, { recursive: true });
      }
    });
  }
});
