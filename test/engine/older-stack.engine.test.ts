import assert from "node:assert/strict";
import { withClient } from "#database/connection/connect";
import { driftOf } from "../support/catalogs/drift.ts";
import { changesIn } from "../support/engine/events.ts";
import { describeEngine } from "../support/engine/programs.ts";
import type { EngineStack } from "../support/engine/stack.ts";
import { startOlderStack } from "../support/older/older-stack.ts";

const STACKS = {
  dev: {
    "cruddur:environment": "dev",
    "cruddur:region": "us-east-1",
    "cruddur:stopAt": "20:00",
    "cruddur:timezone": "UTC",
  },
  prod: {
    "cruddur:environment": "prod",
    "cruddur:region": "us-east-1",
    "cruddur:accountId": "123456789012",
    "cruddur:alarmEmail": "ops@example.com",
  },
} as const;

/** What is done once more where its cause has changed, and holds nothing. */
const ACTS = /^cruddur-schema-(roles|migrations)$/;

describeEngine("a stack of an older version", () => {
  for (const name of ["dev", "prod"] as const) {
    it(`${name} is brought up, nothing of it is replaced, and its users and leases stay`, async () => {
      const stack = await startOlderStack(name, STACKS[name]);
      try {
        await brought(stack);
      } finally {
        await stack.stop();
      }
    });
  }

  async function brought({ project, account, database }: EngineStack): Promise<void> {
    const connection = { ...database.server, database: "cruddur" };
    const users = (statement: string) =>
      withClient(connection, "test", async (client) => (await client.query(statement)).rows);
    await users(
      "insert into users (display_name, email, handle, cognito_user_id) values ('Ada', 'ada@example.com', 'ada', 'the-sub')",
    );
    const lease = {
      type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      id: "sgr-somebody-elses",
      inputs: {
        securityGroupId: "sg-1",
        cidrIpv4: "198.51.100.9/32",
        fromPort: 5432,
        toPort: 5432,
      },
      outputs: {},
    };
    account.put(lease);
    const before = account.all().filter(({ name = "" }) => !ACTS.test(name));

    const end = await project.up();
    assert.equal(end.code, 0, end.text);
    const replaced = changesIn(end.events).filter((change) => /^(replace|delete)/.test(change));
    assert.deepEqual(
      replaced.filter((change) => !ACTS.test(change.split(/[ :]/)[1]!)),
      [],
    );
    for (const { type, id } of before) assert.ok(account.find(type, id), `${type} ${id} is gone`);
    assert.deepEqual(await users("select handle, cognito_user_id from users"), [
      { handle: "ada", cognito_user_id: "the-sub" },
    ]);
    assert.equal(await driftOf(connection), "");
    const again = await project.up("--expect-no-changes");
    assert.equal(again.code, 0, again.text);
  }
});
