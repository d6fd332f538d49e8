import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { withClient } from "#database/connection/connect";
import { fromRoot } from "#lib/root";
import { environmentAt } from "#test/environment-at";
import { describeEngine } from "../support/engine/programs.ts";
import { runCommand, type CommandEnd } from "../support/engine/run-command.ts";
import { startEngineStack, type EngineStack } from "../support/engine/stack.ts";

/** A day on which every exception counts that the stack needs. */
const NOW = new Date("2026-12-01T12:00:00Z");

const DEV = { "cruddur:environment": "dev", "cruddur:region": "us-east-1" };

const PASSPHRASE = "PULUMI_CONFIG_PASSPHRASE";

// One stack, and so one life: every test begins where the one above it ended.
describeEngine("npm run deploy, on the real engine", () => {
  let stack: EngineStack;

  before(async () => {
    stack = await startEngineStack({ config: DEV });
    cpSync(fromRoot("policy"), stack.project.path("policy"), { recursive: true });
    stack.project.setEnvironment(environmentAt(NOW));
    await stack.project.pulumi("config"); // makes the stack
  });
  after(() => stack.stop());

  const command = (name: string, ...args: string[]) => runCommand(stack.project, name, ...args);
  /** A command on a terminal, as far as it asks whether somebody is there: `answer` types a line. */
  const atTerminal = (name: string, ...args: string[]) => {
    const isThere = "process.stdin.isTTY = process.stdout.isTTY = true";
    const file = stack.project.path("scripts", `${name}.ts`);
    const node = ["--import", "tsx", "--import", `data:text/javascript,${isThere}`];
    const child = spawn(process.execPath, [...node, file, ...args], {
      cwd: stack.project.path(),
      env: { ...stack.project.env, NO_COLOR: "1" },
    });
    stack.project.adopt(child); // at a question it outlives the others
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    const ended = new Promise<number>((resolve) =>
      child.on("close", (code) => resolve(code ?? -1)),
    );
    let seen = 0;
    return {
      ended,
      text: () => text,
      answer: (line: string) => child.stdin.write(`${line}\n`),
      /** Waits for the next question. */
      async asks(): Promise<void> {
        const question = () => text.indexOf("to apply it to ", seen);
        // Two plans of the engine stand before it, which a busy machine makes when it can: mocha's patience counts.
        while (question() < 0 && child.exitCode === null) await delay(50);
        assert.equal(child.exitCode, null, text);
        seen = question() + 1;
      },
    };
  };
  const all = ({ stdout, stderr }: CommandEnd) => `${stdout}\n${stderr}`;

  it("plans, holds the plan against guard and policies, and changes nothing with --dry-run", async () => {
    const ended = await command("deploy", "--target", "dev", "--dry-run");
    assert.equal(ended.code, 0, all(ended));
    assert.match(ended.stdout, /^\+ cruddur-database-instance +aws:rds\/instance:Instance$/m);
    assert.match(ended.stdout, /^Stack dev: \d+ to create\.$/m);
    assert.match(ended.stdout, /Policies: No findings/);
    assert.deepEqual(stack.account.all(), []);
  });

  it("brings the stack up under the policy pack", async () => {
    const ended = await command("deploy", "--target", "dev", "--yes");
    assert.equal(ended.code, 0, all(ended));
    assert.match(ended.stdout, /cruddur@v\S+ \(local: policy\)/);
    assert.match(ended.stdout, /Stack dev is up\./);
    assert.equal(stack.account.all("aws:rds/instance:Instance").length, 1);
  });

  it("finds nothing in the plan of what is up, as JSON too", async () => {
    const ended = await command("policy", "--target", "dev", "--json");
    assert.equal(ended.code, 0, all(ended));
    const { ok, environment, findings, undecided } = JSON.parse(ended.stdout);
    assert.deepEqual(
      { ok, environment, findings, undecided },
      {
        ok: true,
        environment: "dev",
        findings: [],
        undecided: [],
      },
    );
  });

  it("ends where there is nothing to do, and runs no up", async () => {
    const { length } = stack.account.calls;
    const ended = await command("deploy", "--target", "dev");
    assert.equal(ended.code, 0, all(ended));
    assert.match(ended.stdout, /Stack dev is up to date: there is nothing to do\.\nPage +https:/);
    assert.equal(stack.account.calls.length, length);
  });

  it("applies nothing that was not shown: a colleague deploys while it asks", async () => {
    const colleague = path.join(stack.project.directory, "colleague");
    cpSync(stack.project.path(), colleague, { recursive: true, verbatimSymlinks: true });
    stack.project.configure({ ...DEV, "cruddur:logRetentionDays": 7 });
    const deploy = atTerminal("deploy", "--target", "dev");
    await deploy.asks();
    assert.match(
      deploy.text(),
      /^~ \d+ × aws:cloudwatch\/logGroup:LogGroup .*retentionInDays: 14 → 7$/m,
    );
    const file = path.join(colleague, "Pulumi.dev.yaml");
    const mail = '"cruddur:alarmEmail": "ada@example.com"';
    writeFileSync(file, readFileSync(file, "utf8").replace('"cruddur:environment"', `${mail}, $&`));
    const pulumi = path.join(stack.project.directory, "bin", "pulumi");
    const up = ["up", "--yes", "--skip-preview", "--non-interactive", "--stack", "dev"];
    await promisify(execFile)(pulumi, up, { cwd: colleague, env: stack.project.env });
    const { length } = stack.account.calls;
    deploy.answer("yes");
    assert.equal(await deploy.ended, 2, deploy.text());
    assert.match(deploy.text(), /was changed since that plan\. It is planned again\./);
    assert.match(deploy.text(), /^- cruddur-alarms-mail-topic /m);
    assert.match(deploy.text(), /would delete the encryption key cruddur-alarms-mail-key/);
    assert.equal(stack.account.calls.length, length);
    // From here on it is the colleague's stack.
    stack.project.configure({ ...DEV, "cruddur:alarmEmail": "ada@example.com" });
  });

  it("plans for a comment without a change of the lease, which another address would be", async () => {
    stack.account.settings = { address: "198.51.100.7" };
    const planned = await command("deploy", "--target", "dev", "--dry-run");
    assert.match(planned.stdout, /^~ cruddur-developer-access-lease [\s\S]*1 to update\.$/m);
    const ended = await command("plan-comment", "--target", "dev", "--json");
    assert.equal(ended.code, 0, all(ended));
    assert.match(JSON.parse(ended.stdout).markdown, /### Stack `dev`: Nothing changes\n/);
    stack.account.settings = {};
    assert.ok(!all(ended).includes(stack.project.env[PASSPHRASE]!));
  });

  it("renews a lease that was closed meanwhile, where it is told to", async () => {
    stack.project.setEnvironment({ CRUDDUR_LEASE: "renew" });
    const { stdout } = await command("deploy", "--target", "dev", "--dry-run");
    stack.project.setEnvironment({ CRUDDUR_LEASE: "" });
    assert.match(
      stdout,
      /^~ cruddur-developer-access-lease .*CRUDDUR_LEASE_PERIOD: 6 h from .*\nStack dev: 1 to/m,
    );
  });

  it("refuses to replace the database, whose input it names, and does nothing", async () => {
    stack.project.edit("infra/database/names.ts", (text) =>
      text.replace(/(DATABASE_NAME = )"cruddur"/, '$1"other"'),
    );
    const { length } = stack.account.calls;
    const ended = await command("deploy", "--target", "dev", "--yes");
    assert.equal(ended.code, 2, all(ended));
    assert.match(ended.stderr, /would replace the database cruddur-database-instance \(dbName\)/);
    assert.match(
      ended.stderr,
      /Leave dbName as it is[\s\S]*--allow-replace cruddur-database-instance/,
    );
    assert.deepEqual(
      stack.account.calls.slice(length).filter(({ verb }) => /create|delete/.test(verb)),
      [],
    );
    stack.project.edit("infra/database/names.ts", (text) =>
      text.replace(/(DATABASE_NAME = )"other"/, '$1"cruddur"'),
    );
  });

  it("names the alias that keeps a renamed component's database, and finds nothing to do with it", async () => {
    stack.project.edit("index.ts", (text) =>
      text.replace('"cruddur-database",', '"cruddur-store",'),
    );
    const ended = await command("deploy", "--target", "dev", "--dry-run");
    assert.equal(ended.code, 2, all(ended));
    const [, component, alias] =
      /in the options of (\S+): (aliases: \[\{ name: "[^"]+" \}\])\./.exec(ended.stderr) ?? [];
    assert.equal(component, "cruddur-store", ended.stderr);
    stack.project.edit("index.ts", (text) =>
      text.replace(/("cruddur-store",\n.*?\n {4}\},\n {4})opts,/s, `$1{ ...opts, ${alias} },`),
    );
    const kept = await command("deploy", "--target", "dev", "--dry-run");
    assert.equal(kept.code, 0, all(kept));
    assert.match(kept.stdout, /^Stack dev: Nothing changes\.$/m);
    stack.project.edit("index.ts", (text) =>
      text
        .replace('"cruddur-store",', '"cruddur-database",')
        .replace(`{ ...opts, ${alias} }`, "opts"),
    );
  });

  const breakOne = () =>
    stack.project.edit("infra/database/protection.ts", (text) => {
      const broken = text.replace("copyTagsToSnapshot: true", "copyTagsToSnapshot: false");
      assert.notEqual(broken, text);
      return broken;
    });

  it("does not apply what breaks a policy, and neither does the pack by itself", async () => {
    breakOne();
    const ended = await command("deploy", "--target", "dev", "--yes");
    assert.equal(ended.code, 1, all(ended));
    assert.match(ended.stderr, /copyTagsToSnapshot is false/);
    assert.match(ended.stderr, /The plan breaks a policy: RDS\.16\. Nothing was done\./);
    const { code, text } = await stack.project.preview("--policy-pack", "policy");
    assert.notEqual(code, 0);
    assert.match(
      text,
      /\[mandatory\] +database-snapshot-tags[\s\S]*RDS\.16[\s\S]*copyTagsToSnapshot is false/,
    );
  });

  it("tells what was changed and deleted by hand, and changes nothing", async () => {
    const clean = await command("drift", "--target", "dev");
    assert.equal(clean.code, 0, all(clean));
    assert.match(clean.stdout, /^No difference/);
    const [filter] = stack.account.all("aws:cloudwatch/logMetricFilter:LogMetricFilter");
    stack.account.remove(filter!);
    const api = { ...stack.database.server, database: "cruddur" };
    await withClient(api, "engine-tests", (client) =>
      client.query("grant delete on public.activities to cruddur_api"),
    );
    const { length } = stack.account.calls;
    const ended = await command("drift", "--target", "dev");
    assert.equal(ended.code, 1, all(ended));
    assert.match(ended.stdout, new RegExp(`^- ${filter!.name!} `, "m"));
    assert.match(
      ended.stdout,
      /^~ cruddur-schema-grants-cruddur_api-activities .*\(privileges\)\nStack dev: 1 differ, 1 gone/m,
    );
    assert.equal(stack.account.calls.length, length);
    stack.account.put(filter!);
  });

  it("takes the stack down when its name is given", async () => {
    const refused = await command("destroy", "--target", "dev", "--confirm", "prod");
    assert.equal(refused.code, 2, all(refused));
    assert.match(refused.stderr, /prod is not the stack's name\. Nothing was done\./);
    const ended = await command("destroy", "--target", "dev", "--confirm", "dev");
    assert.equal(ended.code, 0, all(ended));
    assert.match(ended.stdout, /^- cruddur-database-instance /m);
    assert.equal(stack.account.all("aws:rds/instance:Instance").length, 0);
  });
});
