import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { changesIn } from "../support/engine/events.ts";
import { isUpload } from "../support/engine/is-upload.ts";
import { describeEngine } from "../support/engine/programs.ts";
import { runCommand } from "../support/engine/run-command.ts";
import { startEngineStack, type EngineStack } from "../support/engine/stack.ts";

const PROD = {
  "cruddur:environment": "prod",
  "cruddur:region": "us-east-1",
  "cruddur:accountId": "123456789012",
  "cruddur:alarmEmail": "ops@example.com",
  "cruddur:backupCopyTo": "us-west-2",
  "cruddur:waf": "true",
};

/** Those that Pulumi itself refuses to delete. */
const protectedIn = (state: string): string[] => {
  const { deployment } = JSON.parse(state) as {
    deployment: { resources: { urn: string; protect?: boolean }[] };
  };
  return deployment.resources
    .filter(({ protect }) => protect)
    .map(({ urn }) => urn)
    .sort();
};

describeEngine("npm run state:recover of a lost state of prod, on the real engine", () => {
  let stack: EngineStack;
  let isProtected: string[];

  before(async () => {
    stack = await startEngineStack({ stack: "prod", config: PROD });
    const { code, text } = await stack.project.up();
    assert.equal(code, 0, text);
    isProtected = protectedIn(await stack.project.exportState());
    const backend = path.join(stack.project.directory, "other-backend");
    mkdirSync(backend);
    stack.project.setEnvironment({ PULUMI_BACKEND_URL: `file://${backend}` });
    await stack.project.pulumi("stack", "init");
  });
  after(() => stack.stop());

  it("takes it in; the next up replaces and deletes nothing, and protects what holds data again", async () => {
    const { length } = stack.account.calls;
    const { code, stdout, stderr } = await runCommand(
      stack.project,
      "state-recover",
      "--target",
      "prod",
      "--yes",
    );
    assert.equal(code, 0, `${stdout}\n${stderr}`);
    assert.deepEqual(stack.account.calls.slice(length), []);
    const up = await stack.project.up();
    assert.equal(up.code, 0, up.text);
    assert.deepEqual(
      changesIn(up.events).filter((change) => !change.startsWith("create ")),
      [],
    );
    assert.deepEqual(
      stack.account.calls
        .slice(length)
        .map(({ verb, name }) => `${verb} ${name}`)
        .filter((call) => !isUpload(call))
        .sort(),
      [
        "create cruddur-alarms-mail-subscription",
        "create cruddur-network-default-group",
        "create cruddur-schema-migrations",
        "create cruddur-waf-pool-association",
        "invoke cruddur-prod-migrator",
      ],
    );
    assert.deepEqual(protectedIn(await stack.project.exportState()), isProtected);
    assert.ok(isProtected.length > 0);
    const again = await stack.project.preview("--expect-no-changes");
    assert.equal(again.code, 0, again.text);
  });
});
