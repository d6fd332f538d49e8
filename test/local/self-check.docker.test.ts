import assert from "node:assert/strict";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { command, RunningCommand } from "#test/cli";
import { describeWithDocker, docker, inDocker, runningIn } from "#test/docker/real-docker";
import { newStateDirectory, removeStateDirectory } from "#test/host";
import { until } from "#test/until";

describeWithDocker("npm start -- --check --postgres docker", () => {
  let directory: string;
  let log: string;
  beforeEach(async () => {
    directory = await newStateDirectory();
    log = path.join(directory, "log");
    await mkdir(path.join(directory, "temporary"), { mode: 0o755 });
    // The real docker, and what it is called with: the projects that it works on are nobody else's business.
    const real = process.env["PATH"]!;
    const script = `#!/bin/sh\necho "$*" >> "${log}"\nPATH="${real}" exec docker "$@"\n`;
    await writeFile(path.join(directory, "docker"), script);
    await chmod(path.join(directory, "docker"), 0o755);
  });
  afterEach(() => removeStateDirectory(directory));

  const ARGUMENTS = ["--check", "--postgres", "docker"];
  const options = () => ({
    env: {
      TMPDIR: path.join(directory, "temporary"),
      PATH: `${directory}${path.delimiter}${process.env["PATH"]}`,
    },
  });

  /** The Compose projects that it has used. */
  async function projects(): Promise<string[]> {
    const words = await readFile(log, "utf8").catch(() => "");
    return [...new Set([...words.matchAll(/ -p (\S+) /g)].map(([, project]) => project!))];
  }

  async function assertNothingLeft(): Promise<void> {
    assert.deepEqual(inDocker(...(await projects())), []);
    const left = await readdir(options().env.TMPDIR);
    assert.deepEqual(
      left.filter((name) => name.startsWith("cruddur-")),
      [],
    );
  }

  it("goes the whole way in a project of its own, and leaves nothing", async () => {
    const { code, stdout, stderr } = await command("start", ARGUMENTS, options());
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /✓.*PostgreSQL 18.* in Docker on 127\.0\.0\.1:\d+/);
    assert.match(stdout, /Everything works; \d+ steps in/);
    assert.equal((await projects()).length, 1);
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
    const running = new RunningCommand("start", ARGUMENTS, options());
    const container = async () => {
      const [project] = await projects();
      return project === undefined ? undefined : runningIn(project)[0]?.split(" ")[0];
    };
    await until("it runs", async () => (await container()) !== undefined || running.isOver);
    docker("kill", (await container())!);
    const { code, stdout, stderr } = await running.ended;
    assert.equal(code, 1, stdout + stderr);
    assert.match(stdout, /It does not work/);
    await assertNothingLeft();
  });
});
