import assert from "node:assert/strict";
import { cpSync, readFileSync } from "node:fs";
import { withClient } from "#database/connection/connect";
import { fromRoot } from "#lib/root";
import { environmentAt } from "#test/environment-at";
import { describeEngine } from "../support/engine/programs.ts";
import { runCommand, type CommandEnd } from "../support/engine/run-command.ts";
import { startEngineStack, type EngineStack } from "../support/engine/stack.ts";

const DEV = { "cruddur:environment": "dev", "cruddur:region": "us-east-1" };
const NOW = new Date("2026-12-01T12:00:00Z");

// One stack, and so one life: every test begins where the one above it ended.
describeEngine("npm run rds:restore, on the real engine", () => {
  let stack: EngineStack;

  before(async () => {
    stack = await startEngineStack({ config: DEV });
    cpSync(fromRoot("policy"), stack.project.path("policy"), { recursive: true });
    stack.project.setEnvironment(environmentAt(NOW));
  });
  after(() => stack.stop());

  const all = ({ stdout, stderr }: CommandEnd) => `${stdout}\n${stderr}`;
  const done = async (name: string, ...args: string[]): Promise<CommandEnd> => {
    const ended = await runCommand(stack.project, name, "--target", "dev", ...args);
    assert.equal(ended.code, 0, all(ended));
    return ended;
  };
  const sql = <T extends object>(text: string, database = "cruddur"): Promise<T[]> =>
    withClient({ ...stack.database.server, database }, "engine-tests", async (client) => {
      const { rows } = await client.query<T>(text);
      return rows;
    });
  const people = async (database?: string) =>
    (await sql<{ handle: string }>("select handle from users order by handle", database)).map(
      ({ handle }) => handle,
    );
  const addUser = (handle: string) =>
    sql(
      `insert into users (display_name, handle, email, cognito_user_id) values ('${handle}', '${handle}', '${handle}@example.com', gen_random_uuid())`,
    );

  it("makes a snapshot of a stack that is up", async () => {
    const { code, text } = await stack.project.up();
    assert.equal(code, 0, text);
    await addUser("ada");
    const { stdout } = await done("rds-snapshot", "--name", "before-the-launch");
    assert.match(stdout, /Snapshot before-the-launch can be restored from/);
    await addUser("bob");
  });

  it("brings the rows of the snapshot back, keeps the server that was, and the user pool", async () => {
    const pool = stack.account.named("cruddur-user-pool-pool").id;
    const { stdout } = await done("rds-restore", "--from", "before-the-launch", "--confirm", "dev");
    console.log(stdout);
    assert.deepEqual(await people(), ["ada"]);
    assert.equal(stack.account.named("cruddur-user-pool-pool").id, pool);
    console.log(readFileSync(stack.project.path("Pulumi.dev.yaml"), "utf8"));
  });

  it("changes nothing at the next up", async () => {
    const { code, text } = await stack.project.up("--expect-no-changes");
    assert.equal(code, 0, text);
  });
});
