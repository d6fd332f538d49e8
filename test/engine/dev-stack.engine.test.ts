import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { withClient } from "#database/connection/connect";
import { ROLES, TABLES } from "#lib/domain/access";
import { parseStackOutputs } from "#lib/stack-outputs";
import { ADA, postConfirmation, preSignUp } from "../lambda/events.ts";
import { encodingsOf } from "../support/encodings.ts";
import { driftOf } from "../support/catalogs/drift.ts";
import { describeEngine } from "../support/engine/programs.ts";
import type { PulumiEnd } from "../support/engine/engine.ts";
import { changesIn, countsIn } from "../support/engine/events.ts";
import { startEngineStack, type EngineStack } from "../support/engine/stack.ts";
import { until } from "../support/until.ts";
import { callTrigger } from "../support/stand-in-aws/lambda.ts";

const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

const DEV = { "cruddur:environment": "dev", "cruddur:region": "us-east-1" };

// One stack, and so one life: each `up` takes seconds, and every test begins where the one above it ended.
describeEngine("the dev stack on the real engine", () => {
  let stack: EngineStack;
  const ends: PulumiEnd[] = [];

  before(async () => {
    stack = await startEngineStack({ config: DEV });
  });
  after(() => stack.stop());

  const ran = async (end: Promise<PulumiEnd>): Promise<PulumiEnd> => {
    ends.push(await end);
    return ends.at(-1)!;
  };
  const up = (...options: string[]) => ran(stack.project.up(...options));
  const succeeded = async (end: Promise<PulumiEnd>): Promise<PulumiEnd> => {
    const done = await end;
    assert.equal(done.code, 0, done.text);
    return done;
  };
  const failed = ({ code, text }: PulumiEnd, message: RegExp): void => {
    assert.notEqual(code, 0, text);
    assert.match(text, message);
    assert.doesNotMatch(text, /unhandled exception|^\s+at .+:\d+:\d+\)?$/m);
  };
  const query = async (text: string) => {
    const { server } = stack.database;
    return withClient({ ...server, database: "cruddur" }, "test", async (client) => {
      const { rows } = await client.query<Record<string, unknown>>(text);
      return rows;
    });
  };
  const changesOfAccount = async (work: () => Promise<unknown>): Promise<string[]> => {
    const { length } = stack.account.calls;
    await work();
    return stack.account.calls.slice(length).map(({ verb, name }) => `${verb} ${name}`);
  };

  it("tells file and line of a function that does not compile, before any resource is touched", async () => {
    const file = "lambda/api/app.ts";
    const before = readFileSync(stack.project.path(file), "utf8");
    stack.project.edit(file, (text) => `${text}\nconst = 1;\n`);
    const end = await up();
    stack.project.edit(file, () => before);
    const line = before.split("\n").length + 1;
    failed(end, new RegExp(`error: Functions do not build:\\n.*${file}:${line}:7: `));
    assert.deepEqual(stack.account.calls, []);
  });

  it("does nothing with the credentials of another account", async () => {
    stack.project.configure({ ...DEV, "cruddur:accountId": "999999999999" });
    const end = await up();
    stack.project.configure(DEV);
    assert.notEqual(end.code, 0);
    assert.match(end.text, /AWS account ID not allowed: 123456789012/);
    assert.deepEqual(stack.account.calls, []);
  });

  it("says which instance class the region lacks", async () => {
    stack.account.settings = { lackingClasses: ["db.t4g.micro"] };
    const end = await up();
    stack.account.settings = {};
    failed(end, /cruddur-database-instance[\s\S]*DBInstanceClass=db\.t4g\.micro/);
  });

  it("goes on where that one ended, to a database with roles, tables and privileges", async () => {
    const { events } = await succeeded(up());
    assert.deepEqual(Object.keys(countsIn(events)).sort(), ["create", "same"]);
    const rows = await query(
      "select rolname from pg_roles where rolname like 'cruddur%' and not rolsuper",
    );
    const roles = [...ROLES.map(({ name }) => name), "cruddur_admin"];
    assert.deepEqual(rows.map(({ rolname }) => rolname).sort(), roles.sort());
    const tables = await query("select tablename from pg_tables where schemaname = 'public'");
    assert.deepEqual(tables.map(({ tablename }) => tablename).sort(), [...TABLES].sort());
  });

  it("leaves a database in which db:drift finds nothing", async () => {
    assert.equal(await driftOf({ ...stack.database.server, database: "cruddur" }), "");
  });

  it("shows what commands need to know, and nothing else", async () => {
    const outputs = await stack.project.outputs();
    const parsed = parseStackOutputs(JSON.stringify(outputs), "dev");
    assert.equal(parsed.databasePort, stack.database.server.port);
    assert.deepEqual(Object.keys(outputs).sort(), Object.keys(parsed).sort());
  });

  it("lets its developer in, and nobody else", () => {
    const rules = stack.account.all(RULE).filter(({ inputs }) => inputs["cidrIpv4"] !== undefined);
    assert.deepEqual(
      rules.map(({ inputs }) => inputs["cidrIpv4"]),
      ["203.0.113.7/32"],
    );
  });

  it("signs people up by the functions that the pool names", async () => {
    const { account, databases } = stack;
    const asked = preSignUp(ADA);
    assert.deepEqual(await callTrigger(account, databases, "preSignUp", asked), asked);
    await callTrigger(account, databases, "postConfirmation", postConfirmation(ADA));
    assert.deepEqual(await query("select handle, cognito_user_id from users"), [
      { handle: ADA.handle, cognito_user_id: ADA.sub },
    ]);
    const [permission] = account
      .all("aws:lambda/permission:Permission")
      .filter(({ name }) => name?.endsWith("pre-sign-up"));
    account.remove(permission!);
    await assert.rejects(
      callTrigger(account, databases, "preSignUp", asked),
      /preSignUp invocation failed due to error AccessDeniedException/,
    );
    account.put(permission!);
  });

  it("changes nothing the second time, after a refresh", async () => {
    await succeeded(ran(stack.project.refresh("--expect-no-changes")));
    const done = await changesOfAccount(() => succeeded(up("--expect-no-changes")));
    assert.deepEqual(done, []);
  });

  it("renews the lease of its developer in place, in another period and for other hours", async () => {
    const opened = () =>
      stack.account.all(RULE).flatMap(({ id, inputs }) => (inputs["cidrIpv4"] ? [id] : []));
    const before = opened();
    stack.project.configure({ ...DEV, "cruddur:leaseHours": "6" });
    const { events } = await succeeded(up());
    stack.project.configure(DEV);
    await succeeded(up());
    assert.deepEqual(changesIn(events), [
      "update cruddur-developer-access-lease: create, environment, update",
    ]);
    assert.deepEqual(opened(), before);
  });

  it("previews while nobody answers at the database", async () => {
    await stack.database.pause();
    const end = await ran(stack.project.preview("--expect-no-changes"));
    await stack.database.resume();
    assert.equal(end.code, 0, end.text);
  });

  it("changes what one key says, refuses a second up meanwhile, and leaves rules of others alone", async () => {
    const { inputs } = stack.account.named("cruddur-access-database-from-functions");
    const foreign = (id: string, cidrIpv4: string, tags: object = {}) => ({
      type: RULE,
      id,
      inputs: { ...inputs, referencedSecurityGroupId: undefined, cidrIpv4, tags },
      outputs: { securityGroupRuleId: id },
    });
    stack.project.configure({ ...DEV, "cruddur:apiConcurrency": "12" });
    const first = up();
    await until("the first up has begun", () => isLocked(stack));
    stack.account.put(foreign("sgr-console", "198.51.100.1/32"));
    stack.account.put(
      foreign("sgr-lease", "198.51.100.2/32", {
        "cruddur:developer": "grace@example.com",
        "cruddur:workspace": "laptop",
        "cruddur:stack": "dev",
        "cruddur:expires": new Date(Date.now() + 3_600_000).toISOString(),
      }),
    );
    failed(await up(), /the stack is currently locked by 1 lock/);
    const { events } = await succeeded(first);
    assert.deepEqual(changesIn(events), [
      "update cruddur-api-function: reservedConcurrentExecutions",
    ]);
    await succeeded(up("--expect-no-changes"));
    const ids = stack.account.all(RULE).map(({ id }) => id);
    assert.ok(ids.includes("sgr-console") && ids.includes("sgr-lease"), ids.join());
  });

  const migration = "sql/migrations/9999-third-statement-fails.sql";

  it("fails at a migration's third statement with file, line and what to do, and leaves the schema as it was", async () => {
    writeFileSync(
      stack.project.path(migration),
      [
        "-- Up Migration",
        "create table public.first (id int);",
        "create table public.second (id int);",
        "insert into public.missing (id) values (1);",
        "-- Down Migration",
        "",
      ].join("\n"),
    );
    const done = await changesOfAccount(async () =>
      failed(
        await up(),
        /9999-third-statement-fails\.sql:4:.*relation \\"public\.missing\\" does not exist/,
      ),
    );
    assert.deepEqual(done, ["update cruddur-migrator-function"]);
    // Commands find the database by its outputs, to start it for one.
    assert.equal((await stack.project.outputs())["databaseIdentifier"], "cruddur-dev-database");
    const tables = await query("select tablename from pg_tables where schemaname = 'public'");
    assert.deepEqual(tables.map(({ tablename }) => tablename).sort(), [...TABLES].sort());
  });

  it("says that a stopped database cannot be changed, and changes it when it runs again", async () => {
    rmSync(stack.project.path(migration));
    stack.project.configure({ ...DEV, "cruddur:apiConcurrency": "12", "cruddur:backupDays": "3" });
    const instance = stack.account.named("cruddur-database-instance");
    stack.account.put({ ...instance, status: "stopped" });
    await stack.database.pause();
    const end = await up();
    await stack.database.resume();
    stack.account.put(instance);
    failed(end, /InvalidDBInstanceState/);
    const { events } = await succeeded(up());
    assert.deepEqual(
      changesIn(events).filter((change) => !change.includes("migrator")),
      ["update cruddur-database-instance: backupRetentionPeriod"],
    );
  });

  it("keeps no secret in the state, its copies, its events and what it printed", async () => {
    const { databaseSecretArn } = await stack.project.outputs();
    const secret = stack.databases.secret(String(databaseSecretArn));
    const { password } = JSON.parse(secret) as { password: string };
    const shown = await stack.project.pulumi("stack", "export", "--show-secrets");
    assert.ok(shown.text.includes(password), "The search would find it.");
    const texts = new Map([
      ["the exported state", await stack.project.exportState()],
      ...ends.map(({ text }, index): [string, string] => [`what command ${index} printed`, text]),
      ...filesBelow(stack.project.directory, ["backend", "program/Pulumi.dev.yaml"]),
      ...filesBelow(stack.project.directory, ["events"]).map(withoutDebug),
    ]);
    assert.ok(texts.size > ends.length * 2, "The copies and events are among it.");
    for (const [what, text] of texts) {
      for (const encoding of encodingsOf(password)) {
        const at = text.indexOf(encoding);
        assert.equal(at, -1, `${what}: …${text.slice(Math.max(0, at - 200), at)}`);
      }
    }
  });

  it("is destroyed to the last resource, also from another checkout than the one that made it", async () => {
    rmSync(stack.project.path("node_modules", ".cache"), { recursive: true });
    await succeeded(ran(stack.project.destroy()));
    assert.deepEqual(
      stack.account.all().map(({ type, id }) => `${type} ${id}`),
      [],
    );
  });
});

/** Events as everybody sees them. With `--debug` Pulumi's SDK also shows what every lookup answered. */
const withoutDebug = ([file, text]: [string, string]): [string, string] => [
  file,
  text
    .split("\n")
    .filter((line) => !line.includes('"severity":"debug"'))
    .join("\n"),
];

function isLocked({ project }: EngineStack): boolean {
  const locks = path.join(project.directory, "backend", ".pulumi", "locks");
  if (!existsSync(locks)) return false;
  return readdirSync(locks, { recursive: true }).some((name) => String(name).endsWith(".json"));
}

/** The texts of all files whose path in a folder begins with one of the words. */
function filesBelow(folder: string, beginnings: readonly string[]): [string, string][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((file) => beginnings.some((beginning) => file.startsWith(beginning)))
    .map((file) => [file, readFileSync(path.join(folder, file), "utf8")]);
}
