import assert from "node:assert/strict";
import { cpSync, readFileSync } from "node:fs";
import { fromRoot } from "#lib/root";
import { environmentAt } from "#test/environment-at";
import { describeEngine } from "../support/engine/programs.ts";
import { runCommand } from "../support/engine/run-command.ts";
import { startEngineStack, type EngineStack } from "../support/engine/stack.ts";
import { writeLastLine } from "../support/stand-in-aws/apis/logs-api.ts";

/** A day on which every exception counts that the stack needs. */
const NOW = new Date("2026-12-01T12:00:00Z");

const DEV = {
  "cruddur:environment": "dev",
  "cruddur:region": "us-east-1",
  "cruddur:alarmEmail": "ops@example.com",
  "cruddur:backupCopyTo": "us-west-2",
};

const typesIn = (plan: string): string[] =>
  [...readFileSync(fromRoot("test", "plans", plan), "utf8").matchAll(/\((aws:\S+)\):/g)].map(
    ([, type]) => type!,
  );

/** Every type of AWS's that a dev stack with alarms by mail and copied backups has. */
const TYPES = [
  ...new Set([
    ...typesIn("dev.yaml"),
    ...typesIn("opted.yaml").filter((type) => /^aws:(sns|kms|backup)\//.test(type)),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  ]),
];

// One stack, and so one life: every test begins where the one above it ended.
describeEngine("a stack that is cut, destroyed and brought up again", () => {
  let stack: EngineStack;

  before(async () => {
    stack = await startEngineStack({ config: DEV });
    cpSync(fromRoot("policy"), stack.project.path("policy"), { recursive: true });
    stack.project.setEnvironment(environmentAt(NOW));
  });
  after(() => stack.stop());

  const command = async (name: string, ...args: string[]) => {
    const ended = await runCommand(stack.project, name, "--target", "dev", ...args);
    return { code: ended.code, text: ended.stdout + ended.stderr };
  };

  it("goes on with every up that is typed again, whichever kind of resource was cut", async () => {
    stack.account.settings = { failingOnce: TYPES };
    const left = () => stack.account.settings.failingOnce ?? [];
    for (;;) {
      const before = left();
      const { code, text } = await stack.project.up("--continue-on-error");
      if (code === 0) break;
      assert.ok(left().length < before.length, `Nothing was cut, and it failed:\n${text}`);
      assert.match(text, /ServiceUnavailable/);
    }
    assert.deepEqual(left(), []);
    // One up for each rung of the ladder of dependencies, about a dozen.
  }).timeout(60 * 60_000);

  it("is then whole, with nothing twice and nothing to do", async () => {
    const names = stack.account.all().flatMap(({ name }) => name ?? []);
    assert.deepEqual(names.sort(), [...new Set(names)].sort());
    const { code, text } = await stack.project.up("--expect-no-changes");
    assert.equal(code, 0, text);
  });

  it("is not destroyed while somebody's files are in the page's bucket, and says how they go", async () => {
    const bucket = "cruddur-dev-page-123456789012-us-east-1-an";
    const foreign = {
      type: "aws:s3/bucketObjectv2:BucketObjectv2",
      id: `${bucket}/holiday photos/1.jpg`,
      inputs: { bucket, key: "holiday photos/1.jpg" },
      outputs: {},
    };
    stack.account.put(foreign);
    const { length } = stack.account.calls;
    const { code, text } = await command("destroy", "--confirm", "dev");
    stack.account.remove(foreign);
    assert.equal(code, 2, text);
    assert.match(
      text,
      new RegExp(`Bucket ${bucket} has a file that .*: holiday photos/1\\.jpg\\.`),
    );
    assert.match(text, new RegExp(`aws s3 rm 's3://${bucket}/holiday photos/1\\.jpg'$`, "m"));
    assert.deepEqual(stack.account.calls.slice(length), []);
  });

  it("is not destroyed while a vault has backups of its database, and says how they go", async () => {
    const backup = {
      type: "aws:rds/snapshot:Snapshot",
      id: "awsbackup:job-0c0ffee0",
      inputs: { of: "cruddur-dev-database", engine: "postgres", snapshotType: "awsbackup" },
      outputs: {},
    };
    stack.account.put(backup);
    const { length } = stack.account.calls;
    const { code, text } = await command("destroy", "--confirm", "dev");
    stack.account.remove(backup);
    assert.equal(code, 2, text);
    assert.match(text, /Vault cruddur-dev-\w+ in us-\w+-\d has a backup of stack dev's database/);
    assert.match(text, /aws backup delete-recovery-point --backup-vault-name cruddur-dev-/);
    assert.deepEqual(stack.account.calls.slice(length), []);
  });

  it("is destroyed with what a last line has made anew, and says what it waits for", async () => {
    const leftover = "/aws/rds/cluster/cruddur-dev-database/postgresql";
    writeLastLine(stack.account, leftover);
    const { length } = stack.account.calls;
    const { code, text } = await command("destroy", "--confirm", "dev");
    assert.equal(code, 0, text);
    assert.match(text, /It waits for the database, about 10 minutes/);
    assert.match(text, /It waits for the functions' network interfaces, 20 to 45 minutes/);
    assert.match(text, new RegExp(`Removed ${leftover}, which a last line had made anew\\.`));
    assert.deepEqual(stack.account.all(), []);

    const deleted = stack.account.calls.slice(length).map(({ name }) => name);
    const isBefore = (first: string, second: string) => {
      for (const name of [first, second]) assert.ok(deleted.includes(name), name);
      assert.ok(deleted.indexOf(first) < deleted.indexOf(second), `${first} before ${second}`);
    };
    for (const name of [
      "pre-sign-up",
      "post-confirmation",
      "post-authentication",
      "api",
      "migrator",
    ]) {
      // Lambda leaves the network as the role; a function that outlived its permission could not be deleted well.
      isBefore(`cruddur-${name}-function`, `cruddur-${name}-policy`);
      isBefore(`cruddur-${name}-policy`, `cruddur-${name}-role`);
      isBefore(`cruddur-${name}-function`, `cruddur-${name}-logs`);
      isBefore(`cruddur-${name}-function`, "cruddur-access-functions");
      isBefore(`cruddur-keep-warm-${name}`, "cruddur-keep-warm-policy");
      isBefore(`cruddur-keep-warm-${name}`, `cruddur-${name}-function`);
    }
    isBefore("cruddur-database-instance", "cruddur-database-log-postgresql");
    isBefore("cruddur-http-api-stage", "cruddur-http-api-access-log");
  });

  it("comes up again, where a last line has made one of its log groups anew", async () => {
    const group = "/aws/lambda/cruddur-dev-api";
    writeLastLine(stack.account, group);
    const { code, text } = await command("deploy", "--yes");
    assert.equal(code, 0, text);
    assert.match(text, new RegExp(`Removed ${group}, which a last line`));
    assert.match(text, /No alarm reaches ops@example\.com yet: AWS has sent a mail/);
    const [made] = stack.account
      .all("aws:cloudwatch/logGroup:LogGroup")
      .filter(({ id }) => id === group);
    assert.equal(made?.inputs["retentionInDays"], 14);
  });
});
