import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { endGroup } from "#lib/terminal/process-group";
import { runCommand, startCommand, type CommandEnd } from "../support/engine/run-command.ts";
import { isUpload } from "../support/engine/is-upload.ts";
import { describeEngine } from "../support/engine/programs.ts";
import { changesIn } from "../support/engine/events.ts";
import { startEngineStack, type EngineStack } from "../support/engine/stack.ts";
import { until } from "../support/until.ts";

const DEV = { "cruddur:environment": "dev", "cruddur:region": "us-east-1" };

/** What is in the middle of being made when the engine is killed, cut by cut: each kind of thing once. */
const CUTS: readonly (readonly string[])[] = [
  [
    ...["cruddur-access-functions", "cruddur-http-api-api", "cruddur-database-subnets"],
    ...["cruddur-database-parameters", "cruddur-migrator-logs", "cruddur-migrator-role"],
    ...["cruddur-alarms-profile-pending", "cruddur-page-headers-policy", "cruddur-site-access"],
    "cruddur-site-bucket",
  ],
  [
    ...["cruddur-database-instance", "cruddur-access-database-from-functions"],
    ...["cruddur-access-functions-to-database", "cruddur-site-distribution"],
  ],
  ["cruddur-user-pool-client", "cruddur-user-pool-may-call-pre-sign-up"],
];

interface State {
  readonly deployment: { readonly resources: readonly { readonly urn: string }[] };
}

// One account, and so one life: every test begins where the one above it ended.
describeEngine("npm run state:recover, on the real engine", () => {
  let stack: EngineStack;
  /** The place of a second state of the stack. */
  let other: string;

  before(async () => {
    stack = await startEngineStack({ config: DEV });
    other = path.join(stack.project.directory, "other-backend");
    await stack.project.pulumi("config"); // makes the stack
  });
  after(() => stack.stop());

  const all = ({ stdout, stderr }: CommandEnd) => `${stdout}\n${stderr}`;
  const recover = async (...args: string[]): Promise<CommandEnd> => {
    const ended = await runCommand(stack.project, "state-recover", "--target", "dev", ...args);
    assert.equal(ended.code, 0, all(ended));
    return ended;
  };
  const creations = () =>
    stack.account.calls.flatMap(({ verb, name }) => (verb === "create" ? [name] : []));

  /** An up that is killed when all of these are made and none is answered for. */
  const cut = async (names: readonly string[]): Promise<void> => {
    stack.account.settings = { unanswered: names };
    const { length } = creations();
    const words = ["up", "--yes", "--skip-preview", "--parallel", "64", "--stack", "dev"];
    const child = spawn("pulumi", words, {
      cwd: stack.project.path(),
      env: stack.project.env,
      stdio: "ignore",
    });
    const ended = new Promise((resolve) => child.on("close", resolve));
    try {
      for (const name of names) {
        const isMade = () => child.exitCode !== null || creations().includes(name, length);
        await until(`${name} is made`, isMade);
      }
      assert.equal(child.exitCode, null, "The up waits for an answer.");
      for (let count = -1; count !== creations().length; await delay(1_500)) {
        count = creations().length;
      }
    } finally {
      child.kill("SIGKILL");
    }
    await ended;
    stack.account.settings = {};
    await stack.project.pulumi("cancel", "--yes");
  };

  it("refuses what another stack has tagged, and leaves the state what it had", async () => {
    await cut(CUTS[0]!);
    const before = await stack.project.exportState();
    const role = stack.account.named("cruddur-migrator-role");
    const tagsAll = { ...role.outputs["tagsAll"], stack: "other" } as unknown;
    stack.account.put({ ...role, outputs: { ...role.outputs, tagsAll } });
    const ended = await runCommand(stack.project, "state-recover", "--target", "dev", "--yes");
    stack.account.put(role);
    assert.equal(ended.code, 2, all(ended));
    assert.match(ended.stdout, /^An up was cut while it made .*cruddur-migrator-role/m);
    assert.match(ended.stderr, /not of stack dev, by its tags: cruddur-migrator-role\. /);
    const urnsIn = (state: string) =>
      (JSON.parse(state) as State).deployment.resources.map(({ urn }) => urn);
    assert.deepEqual(urnsIn(await stack.project.exportState()), urnsIn(before));
  });

  for (const [index, names] of CUTS.entries()) {
    it(`takes in what a killed up was about to make, cut ${index + 1}: ${names.join(", ")}`, async () => {
      // The first one is cut above.
      if (index > 0) await cut(names);
      const { stdout } = await recover("--yes");
      for (const name of names) assert.match(stdout, new RegExp(`^\\+ ${name} `, "m"));
      assert.match(stdout, /^The state of before is in /m);
      // Whoever works with that one knows nothing of what comes.
      if (index === 0)
        cpSync(path.join(stack.project.directory, "backend"), other, { recursive: true });
    });
  }

  it("is followed by an up that makes the rest, and nothing twice", async () => {
    const { code, text } = await stack.project.up();
    assert.equal(code, 0, text);
    const made = creations();
    assert.deepEqual(
      made.filter((name, index) => made.indexOf(name) !== index),
      [],
    );
    const again = await stack.project.preview("--expect-no-changes");
    assert.equal(again.code, 0, again.text);
  });

  it("tells what it would take into another state that holds a part, and changes nothing with --dry-run", async () => {
    stack.project.setEnvironment({ PULUMI_BACKEND_URL: `file://${other}` });
    const before = await stack.project.exportState();
    const { stdout } = await recover("--dry-run");
    assert.match(stdout, /^\d+ to take in, \d+ looked for when those are in\.$/m);
    assert.equal(await stack.project.exportState(), before);
  });

  it("ends with 130 after Ctrl-C in the middle of an import, and leaves a state to go on from", async () => {
    const temporary = path.join(stack.project.directory, "tmp");
    mkdirSync(temporary);
    stack.project.setEnvironment({ TMPDIR: temporary });
    const { child, ended } = startCommand(
      stack.project,
      "state-recover",
      "--target",
      "dev",
      "--yes",
    );
    let told = "";
    child.stdout!.on("data", (text: string) => (told += text));
    await until(
      "the import",
      () => told.includes("The state of before") || child.exitCode !== null,
    );
    stack.account.settings = { unread: ["cruddur-database-instance"] };
    const isInHand = async () =>
      /::cruddur-user-pool-pool"/.test(await stack.project.exportState());
    await until("a part of it is in", isInHand);
    // The engine waits for the provider at the first, and gives up at the second.
    for (const wait of [2_000, 0]) {
      endGroup(child.pid!, "SIGINT");
      await delay(wait);
    }
    const end = await ended;
    stack.account.settings = {};
    assert.equal(end.code, 130, all(end));
    assert.match(end.stderr, /Stopping …/);
    assert.deepEqual(
      readdirSync(temporary).filter((name) => name.startsWith("cruddur-recover-")),
      [],
    );
    const state = await stack.project.exportState();
    assert.doesNotMatch(state, /"type": "aws:rds\/instance:Instance"/);
  });

  it("takes all of it in; the next up remakes what cannot be imported, and replaces nothing", async () => {
    const { length } = stack.account.calls;
    const { stdout } = await recover("--yes");
    assert.match(stdout, /npm run deploy -- --target dev --dry-run\n$/);
    assert.deepEqual(stack.account.calls.slice(length), []);
    const { code, text, events } = await stack.project.up();
    assert.equal(code, 0, text);
    // An import of a role leaves out what the provider keeps for itself: skipDropRole and its like.
    const others = changesIn(events).filter(
      (change) => !/^create |^update \S+-cruddur_\w+: /.test(change),
    );
    assert.deepEqual(others, []);
    assert.deepEqual(
      stack.account.calls
        .slice(length)
        .map(({ verb, name }) => `${verb} ${name}`)
        .filter((call) => !isUpload(call)),
      ["invoke cruddur-dev-migrator", "create cruddur-schema-migrations"],
    );
    const again = await stack.project.preview("--expect-no-changes");
    assert.equal(again.code, 0, again.text);
  });
});
