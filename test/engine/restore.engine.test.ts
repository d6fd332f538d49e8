import assert from "node:assert/strict";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { withClient } from "#database/connection/connect";
import { fromRoot } from "#lib/root";
import { endGroup } from "#lib/terminal/process-group";
import { environmentAt } from "#test/environment-at";
import { driftOf } from "../support/catalogs/drift.ts";
import { describeEngine } from "../support/engine/programs.ts";
import { changesIn } from "../support/engine/events.ts";
import { runCommand, startCommand, type CommandEnd } from "../support/engine/run-command.ts";
import { startEngineStack, type EngineStack } from "../support/engine/stack.ts";
import type { AccountSettings } from "../support/stand-in-aws/account.ts";
import { pointName } from "../support/stand-in-aws/databases.ts";
import { until } from "../support/until.ts";

const DEV = { "cruddur:environment": "dev", "cruddur:region": "us-east-1" };
const SOURCE = ["--from", "before-the-launch", "--confirm", "dev"];
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

  const all = ({ stdout, stderr }: CommandEnd) => `${stdout}\n${stderr}`;
  it("refuses a source that cannot be, before anything is touched", async () => {
    const { length } = stack.account.calls;
    for (const [args, says] of [
      [["--from", "nowhere"], /There is no snapshot nowhere in us-east-1/],
      [["--to", "2020-01-01T00:00:00Z"], /2020-01-01T00:00:00Z is outside of what the backups/],
      [["--to", "yesterday"], /--to is "yesterday"; wanted is a time/],
      [[], /Exactly one of --from and --to/],
      [["--from", "before-the-launch", "--confirm", "prod"], /prod is not the stack's name/],
    ] as const) {
      const ended = await runCommand(stack.project, "rds-restore", "--target", "dev", ...args);
      assert.equal(ended.code, 2, all(ended));
      assert.match(ended.stderr, says);
      if (args.length === 2) assert.doesNotMatch(ended.stdout, /is kept as/);
    }
    assert.equal(stack.account.calls.length, length);
  });

  it("takes the stack's own server as the source that --to means, and names what is there", async () => {
    const own = ["--from", "cruddur-dev-database@latest"];
    for (const args of [own, ["--to", "latest"]]) {
      const { stdout } = await done("rds-restore", ...args, "--dry-run");
      assert.match(stdout, /^1\. cruddur-dev-database is kept as cruddur-dev-database-before-/m);
      assert.match(stdout, /^2\. cruddur-dev-database is made from cruddur-dev-database@latest,/m);
    }
    const json = await done("rds-restore", ...own, "--dry-run", "--json");
    assert.match(json.stdout, /"from": ?"cruddur-dev-database@latest"/);
  });

  it("meets another's lock before anything is touched", async () => {
    const { length } = stack.account.calls;
    const backend = fileURLToPath(stack.project.env["PULUMI_BACKEND_URL"]!);
    const locks = path.join(backend, ".pulumi/locks/organization/cruddur/dev");
    mkdirSync(locks, { recursive: true });
    const holder = { pid: 1, username: "ann", hostname: "elsewhere", timestamp: NOW };
    writeFileSync(path.join(locks, "1b4e28ba-2fa1-11d2.json"), JSON.stringify(holder));
    const ended = await runCommand(stack.project, "rds-restore", "--target", "dev", ...SOURCE);
    await stack.project.pulumi("cancel", "--yes");
    assert.equal(ended.code, 1, all(ended));
    assert.match(ended.stderr, /Somebody else's up, preview or destroy of stack dev is not done/);
    assert.doesNotMatch(ended.stderr, /in the middle of a restore/);
    assert.deepEqual(stack.account.calls.slice(length), []);
    assert.equal(kept().length, 0);
  });

  /** A restore that is killed when something has come about that it waits for in vain. */
  const killed = async (settings: AccountSettings, isCome: () => boolean): Promise<void> => {
    stack.account.settings = settings;
    const args = ["--target", "dev", ...SOURCE];
    const { child, ended } = startCommand(stack.project, "rds-restore", ...args);
    try {
      // A plan and the beginning of an up.
      const isOver = () => child.exitCode !== null || isCome();
      await until("it has come about", isOver);
      assert.equal(child.exitCode, null, "It waits for an answer.");
    } finally {
      endGroup(child.pid!, "SIGKILL");
    }
    await ended;
    stack.account.settings = {};
    await stack.project.pulumi("cancel", "--yes");
  };
  const kept = () => servers().filter(({ inputs }) => /-before-/.test(inputs["identifier"]));
  const servers = () => stack.account.all("aws:rds/instance:Instance");

  it("goes on where it was killed: after the new name, and in the middle of the up", async () => {
    const pool = stack.account.named("cruddur-user-pool-pool").id;
    await killed({ unansweredCalls: ["ModifyDBInstance"] }, () => kept().length === 1);
    await killed({ unanswered: ["cruddur-database-instance"] }, () => servers().length === 2);
    const refused = await runCommand(stack.project, "rds-restore", "--target", "dev", ...SOURCE);
    assert.equal(refused.code, 2, all(refused));
    assert.match(refused.stderr, /npm run state:recover -- --target dev/);
    await done("state-recover", "--yes");
    const { stdout } = await done("rds-restore", ...SOURCE);
    assert.match(stdout, /is made from before-the-launch; what is left is the rest of the deploy/);
    assert.deepEqual(await people(), ["ada"]);
    assert.equal(kept().length, 1);
    assert.deepEqual(await people(kept()[0]!.inputs["identifier"]), ["ada", "bob"]);
    assert.equal(stack.account.named("cruddur-user-pool-pool").id, pool);
    assert.equal(servers().length, 2);
  });

  it("takes the same words once more for nothing new, unless --again says so", async () => {
    const { length } = stack.account.calls;
    const refused = await runCommand(stack.project, "rds-restore", "--target", "dev", ...SOURCE);
    assert.equal(refused.code, 2, all(refused));
    assert.match(refused.stderr, /database of stack dev is from before-the-launch already/);
    assert.match(refused.stderr, /--from before-the-launch .*--again/);
    assert.equal(stack.account.calls.length, length);
    const again = ["--from", "before-the-launch", "--again", "--dry-run"];
    const { stdout } = await done("rds-restore", ...again);
    assert.match(stdout, /^1\. cruddur-dev-database is kept as cruddur-dev-database-before-/m);
  });

  it("keeps a restored database when the line is taken away", async () => {
    stack.project.configure(DEV);
    const { code, text, events } = await stack.project.up();
    assert.equal(code, 0, text);
    assert.deepEqual(changesIn(events), ["update cruddur-database-instance: tags"]);
    assert.deepEqual(await people(), ["ada"]);
  });

  it("goes back to a time of its own backups, which stay with the server that is kept", async () => {
    await addUser("eve");
    const held = servers().find(({ inputs }) => inputs["identifier"] === "cruddur-dev-database")!;
    const time = new Date().toISOString().replace(/\.\d+Z$/, "Z");
    await stack.databases.copied(held, pointName(time));
    await addUser("mallory");
    const { stdout } = await done("rds-restore", "--to", time, "--confirm", "dev");
    assert.match(stdout, new RegExp(`from cruddur-dev-database-before-\\d{14}@${time}`));
    assert.deepEqual(await people(), ["ada", "eve"]);
    const again = await stack.project.up("--expect-no-changes");
    assert.equal(again.code, 0, again.text);
  });

  it("is made from a snapshot at its first up, with rows, marker and the roles that are in it", async () => {
    // As a person does who was told what was kept: it has the stack's security group.
    const isKept = (its: { inputs: Record<string, unknown> }) =>
      String(its.inputs["identifier"]).includes("-before-");
    for (const server of servers().filter(isKept)) stack.account.remove(server);
    await done("destroy", "--confirm", "dev");
    stack.project.configure({ ...DEV, "cruddur:restoreFrom": "before-the-launch" });
    const { stdout } = await done("deploy", "--yes");
    assert.match(stdout, /^\+ cruddur-database-instance /m);
    assert.deepEqual(await people(), ["ada"]);
    assert.deepEqual(await sql("select environment, stack from cruddur_meta"), [
      { environment: "dev", stack: "dev" },
    ]);
    assert.equal(await driftOf({ ...stack.database.server, database: "cruddur" }), "");
    const again = await stack.project.up("--expect-no-changes");
    assert.equal(again.code, 0, again.text);
  });
});

describeEngine("npm run rds:restore of a protected cluster behind a proxy", () => {
  let stack: EngineStack;

  before(async () => {
    stack = await startEngineStack({
      stack: "prod",
      config: {
        "cruddur:environment": "prod",
        "cruddur:region": "us-east-1",
        "cruddur:accountId": "123456789012",
        "cruddur:alarmEmail": "ops@example.com",
        "cruddur:topology": "aurora",
      },
    });
    cpSync(fromRoot("policy"), stack.project.path("policy"), { recursive: true });
    stack.project.setEnvironment(environmentAt(NOW));
  });
  after(() => stack.stop());

  it("sets cluster and instances aside, registers the new one with the proxy, and keeps the pool", async () => {
    const { account, database, project } = stack;
    const command = async (name: string, ...args: string[]) => {
      const ended = await runCommand(project, name, "--target", "prod", ...args);
      assert.equal(ended.code, 0, `${ended.stdout}\n${ended.stderr}`);
      return ended.stdout;
    };
    const { code, text } = await project.up();
    assert.equal(code, 0, text);
    const pool = account.named("cruddur-user-pool-pool").id;
    await command("rds-snapshot", "--name", "before-the-launch");
    const api = { ...database.server, database: "cruddur" };
    await withClient(api, "engine-tests", (client) => client.query("drop table activities"));
    const told = await command("rds-restore", "--from", "before-the-launch", "--confirm", "prod");
    const clusters = account.all("aws:rds/cluster:Cluster").map(({ id }) => id);
    const [kept = ""] = clusters.filter((id) => id !== "cruddur-prod-database");
    assert.match(kept, /^cruddur-prod-database-before-\d{14}$/);
    const instances = account.all("aws:rds/clusterInstance:ClusterInstance").map(({ id }) => id);
    const both = [1, 2].flatMap((at) => [`cruddur-prod-database-${at}`, `${kept}-${at}`]);
    assert.deepEqual(instances.sort(), both.sort());
    assert.equal(account.all("aws:rds/proxyTarget:ProxyTarget").length, 1);
    assert.equal(account.named("cruddur-user-pool-pool").id, pool);
    assert.equal(await driftOf(api), "");
    assert.match(told, new RegExp(`--from ${kept}@latest --confirm prod`));
    const again = await project.up("--expect-no-changes");
    assert.equal(again.code, 0, again.text);
  });
});
