import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fromRoot } from "#lib/root";
import { command, processesOf, RunningCommand, type Ended } from "#test/cli";
import { until } from "#test/host";

interface LockFile {
  readonly packages: Readonly<Record<string, object>>;
}

const ONE: LockFile = {
  packages: {
    "": { name: "it" },
    "node_modules/tsx": { version: "1.0.0", integrity: "sha512-a" },
    "node_modules/for-macs": { version: "2.0.0", integrity: "sha512-b", optional: true },
  },
};
const OTHER: LockFile = {
  packages: { ...ONE.packages, "node_modules/tsx": { version: "1.0.1", integrity: "sha512-c" } },
};

/** What npm leaves of a lock file when an install is complete: on this machine, the optional one is not for us. */
const installed = ({ packages }: LockFile): string => {
  const { "": _root, "node_modules/for-macs": _mac, ...rest } = packages;
  return JSON.stringify({ packages: rest });
};

/** A checkout of its own with our launcher and one command, and an npm that only does as if. */
describe("ensureInstall", () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), "ensure-install-"));
    for (const folder of ["scripts", "bin", "tmp"]) await mkdir(path.join(root, folder));
    for (const file of ["launch.cjs", "run-script.cjs", "typescript.cjs", "ensure-install.cjs"]) {
      await cp(fromRoot("scripts", file), path.join(root, "scripts", file));
    }
    await writeFile(path.join(root, "scripts", "hello.ts"), `console.log("hello" as string);\n`);
    await writeFile(path.join(root, "package.json"), `{ "type": "module" }`);
    await given(ONE);
    // It takes a moment, talks on both outputs, and removes node_modules first, as the real one does.
    const npm = `#!/bin/sh
      echo "$@" >> "${root}/calls"
      rm -rf "${root}/node_modules"
      mkdir "${root}/node_modules"
      echo "npm talks"
      sleep "\${NPM_SECONDS:-0.3}"
      [ -n "$NPM_FAILS" ] && { echo "npm error network" >&2; exit 7; }
      ln -s "${fromRoot("node_modules", "tsx")}" "${root}/node_modules/tsx"
      cp "${root}/installed.json" "${root}/node_modules/.package-lock.json"\n`;
    await writeFile(path.join(root, "bin", "npm"), npm);
    await chmod(path.join(root, "bin", "npm"), 0o755);
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  async function given(lock: LockFile): Promise<void> {
    await writeFile(path.join(root, "package-lock.json"), JSON.stringify(lock));
    await writeFile(path.join(root, "installed.json"), installed(lock));
  }

  /** node_modules as a complete install of a lock file leaves it. */
  async function installedIs(lock: LockFile): Promise<void> {
    await mkdir(path.join(root, "node_modules"));
    await symlink(fromRoot("node_modules", "tsx"), path.join(root, "node_modules", "tsx"));
    await writeFile(path.join(root, "node_modules", ".package-lock.json"), installed(lock));
  }

  const options = (env: Record<string, string> = {}) => ({
    root,
    env: { PATH: `${root}/bin:${process.env["PATH"]}`, TMPDIR: `${root}/tmp`, ...env },
  });
  const hello = (env?: Record<string, string>): Promise<Ended> =>
    command("hello", [], options(env));
  const calls = (): string[] =>
    existsSync(`${root}/calls`) ? readFileSync(`${root}/calls`, "utf8").trim().split("\n") : [];

  it("installs what the lock file asks for in a bare checkout, says so, and runs the command", async () => {
    const { code, stdout, stderr } = await hello();
    assert.deepEqual([code, stdout], [0, "hello\n"]);
    assert.match(stderr, /^This checkout has no packages yet: running npm ci/);
    assert.match(stderr, /npm talks\nInstalled in [\d.]+ s\./);
    assert.equal(calls().length, 1);
    assert.match(calls()[0]!, /^ci /);
  });

  it("says every few seconds that the install goes on, where npm's own progress is not seen, and no longer", async () => {
    const { code, stdout, stderr } = await hello({
      NPM_SECONDS: "1.5",
      CRUDDUR_HEARTBEAT_SECONDS: "0.3",
    });
    assert.deepEqual([code, stdout], [0, "hello\n"]);
    assert.match(stderr, /npm talks\n[^]*… npm ci goes on, \d s so far\.\n[^]*Installed in/);
    assert.doesNotMatch(stderr, /Installed in[^]*goes on/);
    assert.deepEqual(processesOf(root), []);
  });

  it("says nothing of the kind when an install is quick", async () => {
    assert.doesNotMatch((await hello()).stderr, /goes on/);
  });

  it("installs nothing when all is there, though an optional package is not", async () => {
    await installedIs(ONE);
    const { code, stdout, stderr } = await hello();
    assert.deepEqual([code, stdout, stderr, calls()], [0, "hello\n", "", []]);
  });

  it("installs once more when the lock file has changed, and only then", async () => {
    await installedIs(ONE);
    await given(OTHER);
    assert.match(
      (await hello()).stderr,
      /^The installed packages are not those of package-lock\.json/,
    );
    assert.equal((await hello()).stderr, "");
    assert.equal(calls().length, 1);
  });

  for (const [what, leave] of [
    ["was interrupted", () => rm(path.join(root, "node_modules", ".package-lock.json"))],
    [
      "left an empty record",
      () => writeFile(path.join(root, "node_modules", ".package-lock.json"), ""),
    ],
    [
      "left a record that was cut short",
      () =>
        writeFile(
          path.join(root, "node_modules", ".package-lock.json"),
          installed(ONE).slice(0, 40),
        ),
    ],
    [
      "left a record of something else",
      () => writeFile(path.join(root, "node_modules", ".package-lock.json"), "{}"),
    ],
  ] as [string, () => Promise<void>][]) {
    it(`installs again when an install ${what}`, async () => {
      await installedIs(ONE);
      await leave();
      const { code, stdout } = await hello();
      assert.deepEqual([code, stdout, calls().length], [0, "hello\n", 1]);
    });
  }

  it("installs once when several commands come at once", async () => {
    const ends = await Promise.all([hello(), hello(), hello()]);
    assert.deepEqual(
      ends.map(({ code, stdout }) => [code, stdout]),
      Array(3).fill([0, "hello\n"]),
    );
    assert.equal(calls().length, 1);
    assert.equal(ends.filter(({ stderr }) => stderr.includes("waiting for it")).length, 2);
  });

  it("says what to do when npm fails, runs nothing, and lets the next try be made", async () => {
    const { code, stdout, stderr } = await hello({ NPM_FAILS: "1" });
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /npm error network\nnpm ci did not succeed\. Check the network/);
    assert.doesNotMatch(stderr, /    at /);
    assert.equal((await hello()).code, 0);
  });

  it("says so when there is no npm", async () => {
    const { code, stderr } = await hello({ PATH: `${root}/tmp` });
    assert.equal(code, 1);
    assert.match(stderr, /npm ci did not succeed \(.*ENOENT\)/);
  });

  for (const signal of ["SIGINT", "SIGKILL"] as const) {
    it(`takes over from an install that ${signal} ended`, async () => {
      const first = new RunningCommand("hello", [], options({ NPM_SECONDS: "30" }));
      await first.says("npm talks");
      first.interrupt(signal);
      const { code, stdout } = await first.ended;
      assert.equal(stdout, "");
      if (signal === "SIGINT") assert.equal(code, 130);
      const second = await hello();
      assert.deepEqual([second.code, second.stdout, calls().length], [0, "hello\n", 2]);
    });
  }

  it("gives up its wait at Ctrl-C, and disturbs nobody by that", async () => {
    const first = new RunningCommand("hello", [], options({ NPM_SECONDS: "2" }));
    await first.says("npm talks");
    const second = new RunningCommand("hello", [], options());
    await second.says("waiting for it");
    second.interrupt();
    assert.equal((await second.ended).code, 130);
    assert.equal((await first.ended).stdout, "hello\n");
    await until("one install", () => calls().length === 1);
  });
});
