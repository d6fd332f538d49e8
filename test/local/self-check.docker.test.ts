import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { command, RunningCommand } from "#test/cli";
import { describeWithDocker, docker, inDocker } from "#test/docker/real-docker";
import { newStateDirectory, removeStateDirectory } from "#test/host";
import { until } from "#test/until";

describeWithDocker("npm start -- --check --postgres docker", () => {
  let temporary: string;
  let before: string[];
  beforeEach(async () => {
    temporary = await newStateDirectory();
    before = inDocker();
  });
  afterEach(() => removeStateDirectory(temporary));

  const ARGUMENTS = ["--check", "--postgres", "docker"];
  const options = () => ({ env: { TMPDIR: temporary } });

  async function assertNothingLeft(): Promise<void> {
    assert.deepEqual(inDocker(), before);
    const left = (await readdir(temporary)).filter((name) => name.startsWith("cruddur-"));
    assert.deepEqual(left, []);
  }

  it("goes the whole way in a project of its own, and leaves nothing", async () => {
    const { code, stdout, stderr } = await command("start", ARGUMENTS, options());
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /✓.*PostgreSQL 18.* in Docker on 127\.0\.0\.1:\d+/);
    assert.match(stdout, /Everything works; \d+ steps in/);
    await assertNothingLeft();
  });

  for (const after of [500, 1_500, 3_000, 5_000]) {
    it(`leaves nothing when Ctrl-C comes after ${after} ms, wherever it is by then`, async () => {
      const running = new RunningCommand("start", ARGUMENTS, options());
      await new Promise((next) => setTimeout(next, after));
      if (!running.isOver) running.interrupt();
      const { code, stdout, stderr } = await running.ended;
      const isDone = stdout.includes("Everything works");
      assert.equal(code, isDone ? 0 : 130, stdout + stderr);
      assert.doesNotMatch(stderr, /    at |bug/);
      await assertNothingLeft();
    });
  }

  it("fails and leaves nothing when its container is killed", async () => {
    const known = docker("ps", "--format", "{{.Names}}");
    const ours = () => docker("ps", "--format", "{{.Names}}").find((name) => !known.includes(name));
    const running = new RunningCommand("start", ARGUMENTS, options());
    await until("there is a container", () => ours() !== undefined || running.isOver);
    docker("kill", ours()!);
    const { code, stdout, stderr } = await running.ended;
    assert.equal(code, 1, stdout + stderr);
    assert.match(stdout, /It does not work/);
    await assertNothingLeft();
  });
});
