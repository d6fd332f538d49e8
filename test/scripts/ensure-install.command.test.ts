import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  rm,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fromRoot } from "#lib/root";
import { command, processesOf, RunningCommand, type Ended } from "#test/cli";
import { until } from "#test/until";

interface LockFile {
  readonly packages: Readonly<
    Record<string, { readonly dev?: boolean; readonly version?: string }>
  >;
}

const ONE: LockFile = {
  packages: {
    "": {},
    "node_modules/tsx": { version: "1.0.0" },
    "node_modules/for-macs": { version: "2.0.0", ...{ optional: true } },
    "node_modules/mocha": { version: "3.0.0", dev: true },
  },
};
const OTHER: LockFile = {
  packages: { ...ONE.packages, "node_modules/tsx": { version: "1.0.1" } },
};

/** npm's record of a complete install of a set, on this machine: the optional one is not for us. */
const installed = ({ packages }: LockFile, set: "local" | "all"): string => {
  const { "": _root, "node_modules/for-macs": _mac, ...rest } = packages;
  const entries = Object.entries(rest).filter(([, { dev }]) => set === "all" || !dev);
  return JSON.stringify({ packages: Object.fromEntries(entries) });
};

/** A checkout of its own with our launcher and a few commands, and an npm that only does as if. */
describe("ensureInstall", () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), "ensure-install-"));
    for (const folder of ["scripts", "bin"]) await mkdir(path.join(root, folder));
    for (const file of (await readdir(fromRoot("scripts"))).filter((it) => it.endsWith(".cjs"))) {
      await cp(fromRoot("scripts", file), path.join(root, "scripts", file));
    }
    for (const name of ["hello", "test", "status"]) {
      await writeFile(
        path.join(root, "scripts", `${name}.ts`),
        `console.log("hello" as string);\n`,
      );
    }
    await writeFile(path.join(root, "package.json"), `{ "type": "module" }`);
    await writeFile(path.join(root, ".npmrc"), "fund=false");
    await given(ONE);
    // It takes a moment, talks on both outputs, starts what outlives it, and works where it is called, as the real one.
    const npm = `#!/bin/sh
      echo "$@" >> "${root}/calls"
      [ -f .npmrc ] && [ -f package.json ] || exit 8
      rm -rf node_modules
      mkdir node_modules
      echo "npm talks"
      [ -n "$NPM_LEAVES" ] && { sleep 300 & trap "" TERM; }
      sleep "\${NPM_SECONDS:-0.3}"
      [ -n "$NPM_FAILS" ] && { echo "npm error network" >&2; exit 7; }
      [ -n "$NPM_DOES_NOTHING" ] && exit 0
      ln -s "${fromRoot("node_modules", "tsx")}" node_modules/tsx
      case " $* " in *" --omit=dev "*) set=local ;; *) set=all ;; esac
      cp "${root}/$set.json" node_modules/.package-lock.json\n`;
    await writeFile(path.join(root, "bin", "npm"), npm);
    await chmod(path.join(root, "bin", "npm"), 0o755);
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  async function given(lock: LockFile): Promise<void> {
    await writeFile(path.join(root, "package-lock.json"), JSON.stringify(lock));
    for (const set of ["local", "all"] as const) {
      await writeFile(path.join(root, `${set}.json`), installed(lock, set));
    }
  }

  /** node_modules as a complete install leaves it, and a file by which one knows it again. */
  async function installedIs(lock: LockFile, set: "local" | "all" = "local"): Promise<void> {
    await mkdir(path.join(root, "node_modules"));
    await symlink(fromRoot("node_modules", "tsx"), path.join(root, "node_modules", "tsx"));
    await writeFile(path.join(root, "node_modules", ".package-lock.json"), installed(lock, set));
    await writeFile(path.join(root, "node_modules", "old"), "");
  }

  const isOld = () => existsSync(path.join(root, "node_modules", "old"));
  const options = (env: Record<string, string> = {}) => ({
    root,
    env: { PATH: `${root}/bin:${process.env["PATH"]}`, ...env },
  });
  const run = (name: string, env?: Record<string, string>): Promise<Ended> =>
    command(name, [], options(env));
  const hello = (env?: Record<string, string>): Promise<Ended> => run("hello", env);
  const calls = (): string[] =>
    existsSync(`${root}/calls`) ? readFileSync(`${root}/calls`, "utf8").trim().split("\n") : [];

  function assertNothingLeft(): void {
    assert.deepEqual(processesOf(root), []);
    assert.equal(existsSync(path.join(root, ".install")), false);
  }

  it("installs what the local copy needs in a bare checkout, says so, and runs the command", async () => {
    const { code, stdout, stderr } = await hello();
    assert.deepEqual([code, stdout], [0, "hello\n"]);
    assert.match(
      stderr,
      /^Installing the packages that the local copy needs: about \d+ MB on disk, once\.\nnpm talks\nInstalled in [\d.]+ s\.\n$/,
    );
    assert.equal(calls().length, 1);
    assert.match(calls()[0]!, /^ci --omit=dev --include=optional /);
    assertNothingLeft();
  });

  it("installs the rest when a command needs it, and never takes it away again", async () => {
    await hello();
    const { code, stdout, stderr } = await run("test");
    assert.deepEqual([code, stdout], [0, "hello\n"]);
    assert.match(stderr, /^Installing the packages that this command needs: about \d+ MB on disk/);
    assert.match(calls()[1]!, /^ci --include=dev /);
    assert.equal((await hello()).stderr + (await run("test")).stderr, "");
    await given(OTHER);
    assert.match((await hello()).stderr, /^Installing the packages that this command needs/);
    assert.match(calls()[2]!, /^ci --include=dev /);
    assert.equal((await run("test")).stderr, "");
  });

  it("says every few seconds that the install goes on, where npm's own progress is not seen, and no longer", async () => {
    const { code, stdout, stderr } = await hello({
      NPM_SECONDS: "1.5",
      CRUDDUR_HEARTBEAT_SECONDS: "0.3",
    });
    assert.deepEqual([code, stdout], [0, "hello\n"]);
    assert.match(stderr, /npm talks\n[^]*… npm ci goes on, \d s so far\.\n[^]*Installed in/);
    assert.doesNotMatch(stderr, /Installed in[^]*goes on/);
  });

  it("installs nothing when all is there, though an optional package is not", async () => {
    await installedIs(ONE);
    const { code, stdout, stderr } = await hello();
    assert.deepEqual([code, stdout, stderr, calls()], [0, "hello\n", "", []]);
  });

  it("installs once more when the lock file has changed, and only then", async () => {
    await installedIs(ONE);
    await given(OTHER);
    assert.match((await hello()).stderr, /^Installing the packages/);
    assert.equal((await hello()).stderr, "");
    assert.equal(calls().length, 1);
  });

  it("installs nothing when the lock file has changed in what only other commands need", async () => {
    await installedIs(ONE, "all");
    await given({
      packages: { ...ONE.packages, "node_modules/mocha": { version: "4", dev: true } },
    });
    assert.deepEqual([(await hello()).stderr, calls()], ["", []]);
    assert.match((await run("test")).stderr, /^Installing/);
  });

  for (const [what, text] of [
    ["was interrupted", undefined],
    ["left an empty record", ""],
    ["left a record that was cut short", installed(ONE, "local").slice(0, 40)],
    ["left a record of something else", "{}"],
  ] as const) {
    it(`installs again when an install ${what}`, async () => {
      await installedIs(ONE);
      const record = path.join(root, "node_modules", ".package-lock.json");
      await (text === undefined ? rm(record) : writeFile(record, text));
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

  it("keeps the old packages until the new ones are complete, and bundles for good", async () => {
    await installedIs(ONE);
    await mkdir(path.join(root, "node_modules", ".cache"));
    await given(OTHER);
    const running = new RunningCommand("hello", [], options({ NPM_SECONDS: "1" }));
    await running.says("npm talks");
    assert.ok(isOld());
    assert.equal((await running.ended).code, 0);
    assert.ok(!isOld());
    assert.ok(existsSync(path.join(root, "node_modules", ".cache")));
    assertNothingLeft();
  });

  for (const code of ["EBUSY", "EXDEV"]) {
    it(`installs into node_modules itself where it cannot be renamed (${code}), as a mount`, async () => {
      await installedIs(ONE);
      await given(OTHER);
      const shim = path.join(root, "shim.cjs");
      await writeFile(
        shim,
        `const fs = require("node:fs");
         fs.renameSync = () => { throw Object.assign(new Error("no"), { code: "${code}" }); };`,
      );
      const { code: ended, stdout } = await command("hello", [], {
        ...options(),
        node: ["-r", shim],
      });
      assert.deepEqual([ended, stdout, calls().length], [0, "hello\n", 2]);
      assertNothingLeft();
      assert.equal((await hello()).stderr, "");
    });
  }

  /** As on Windows, where another program has a file of the new packages open for a while. */
  async function busyTimes(times: number): Promise<string> {
    const shim = path.join(root, "shim.cjs");
    await writeFile(
      shim,
      `const fs = require("node:fs");
       const { renameSync } = fs;
       let times = ${times};
       fs.renameSync = (from, to) => {
         if (/\\.install.\\w+.node_modules$/.test(from) && times-- > 0)
           throw Object.assign(new Error("EPERM: in use"), { code: "EPERM" });
         renameSync(from, to);
       };`,
    );
    return shim;
  }

  it("waits for a program that looks at the new packages", async () => {
    await installedIs(ONE);
    await given(OTHER);
    const node = ["-r", await busyTimes(2)];
    const { code, stdout } = await command("hello", [], { ...options(), node });
    assert.deepEqual([code, stdout, isOld()], [0, "hello\n", false]);
    assertNothingLeft();
  });

  it("puts the old packages back when the new ones cannot take their place", async () => {
    await installedIs(ONE);
    await given(OTHER);
    const node = ["-r", await busyTimes(1_000)];
    const { code, stderr } = await command("hello", [], { ...options(), node });
    assert.deepEqual([code, isOld()], [1, true]);
    assert.match(stderr, /✗ The packages cannot be installed: EPERM: in use\.\n .*npm stop\n$/);
    assertNothingLeft();
  });

  it("keeps the old packages when npm fails, says what to do, runs nothing, and lets the next try be made", async () => {
    await installedIs(ONE);
    await given(OTHER);
    const { code, stdout, stderr } = await hello({ NPM_FAILS: "1" });
    assert.deepEqual([code, stdout, isOld()], [1, "", true]);
    assert.match(
      stderr,
      /npm error network\n✗ npm ci did not succeed \(code 7\), and what was installed before is as it was\.\n +Check the network/,
    );
    assert.doesNotMatch(stderr, /    at /);
    assertNothingLeft();
    assert.equal((await hello()).code, 0);
  });

  it("keeps the old packages when npm installs nothing, as with npm start --dry-run", async () => {
    await installedIs(ONE);
    await given(OTHER);
    const { code, stderr } = await hello({ NPM_DOES_NOTHING: "1" });
    assert.deepEqual([code, isOld()], [1, true]);
    assert.match(stderr, /✗ npm ci left out packages .*\n +.*npm config list\n$/);
  });

  it("says so when there is no npm", async () => {
    const { code, stderr } = await hello({ PATH: `${root}/scripts` });
    assert.equal(code, 1);
    assert.match(stderr, /✗ npm ci did not succeed \(.*ENOENT\)/);
  });

  it("says so when the checkout cannot be written", async () => {
    await writeFile(path.join(root, ".install"), "");
    const { code, stderr } = await hello();
    assert.equal(code, 1);
    assert.match(stderr, /^✗ The packages cannot be installed: .*\.install.*\n .*yours to write/);
    assert.doesNotMatch(stderr, /    at /);
  });

  describe("at a workspace's start", () => {
    beforeEach(() =>
      writeFile(path.join(root, "scripts", "workspace-start.ts"), "console.log(1);"),
    );

    it("installs, and lets the command's words through", async () => {
      const { code, stdout } = await run("workspace-start");
      assert.equal(code, 0);
      assert.match(stdout, /Installed in .*\n1\n$/s);
    });

    it("does not wait for an install that takes longer than a start may, and goes on with it", async () => {
      const started = await run("workspace-start", {
        NPM_SECONDS: "3",
        CRUDDUR_WAIT_SECONDS: "0.5",
      });
      assert.deepEqual(
        [started.code, started.stdout.split(". ")[0]],
        [0, "! Packages are still being installed, and Cruddur starts after that"],
      );
      const log = path.join(root, ".local", "workspace-start.log");
      await until("it is done", () => readFileSync(log, "utf8").endsWith("\n1\n"));
      // It has said its last word, and may need a moment to end.
      await until("nothing of it runs", () => processesOf(root).length === 0);
    });

    it("fails no start when npm fails", async () => {
      const { code, stdout } = await run("workspace-start", { NPM_FAILS: "1" });
      assert.equal(code, 0);
      assert.match(stdout, /npm ci did not succeed/);
    });
  });

  it("installs nothing for a command that only looks, and runs it with what is there", async () => {
    await installedIs(ONE);
    await given(OTHER);
    const { code, stdout, stderr } = await run("status");
    assert.deepEqual([code, stdout, stderr, calls()], [0, "hello\n", "", []]);
    await rm(path.join(root, "node_modules"), { recursive: true });
    const bare = await run("status");
    assert.deepEqual(
      [bare.code, bare.stderr, calls()],
      [1, "✗ Packages are missing. Type: npm start\n", []],
    );
  });

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    it(`ends npm and all it started at ${signal}, says so, and leaves the old packages to the next`, async () => {
      await installedIs(ONE);
      await given(OTHER);
      const first = new RunningCommand("hello", [], options({ NPM_SECONDS: "300" }));
      await first.says("npm talks");
      first.interrupt(signal);
      const { code, stdout, stderr } = await first.ended;
      assert.deepEqual([code, stdout, isOld()], [130, "", true]);
      assert.match(stderr, /npm talks\n✗ Interrupted\./);
      assertNothingLeft();
      const second = await hello();
      assert.deepEqual([second.code, second.stdout, calls().length], [0, "hello\n", 2]);
    });
  }

  it("ends an npm that does not heed it, and what outlives npm", async () => {
    const first = new RunningCommand("hello", [], options({ NPM_SECONDS: "300", NPM_LEAVES: "1" }));
    await first.says("npm talks");
    first.interrupt("SIGTERM");
    assert.equal((await first.ended).code, 130);
    assertNothingLeft();
  });

  it("leaves a checkout that the next command goes on with, whenever Ctrl-C comes", async () => {
    for (let wait = 0; wait < 1000; wait += 100) {
      const running = new RunningCommand("hello", [], options({ NPM_SECONDS: "0.2" }));
      await delay(wait);
      if (!running.isOver) running.interrupt();
      const { code, stdout, stderr } = await running.ended;
      assert.equal(code, stdout === "hello\n" ? 0 : 130, stderr);
      assert.deepEqual(processesOf(root), []);
      const next = await hello();
      assert.deepEqual([next.code, next.stdout], [0, "hello\n"]);
      assertNothingLeft();
      await rm(path.join(root, "node_modules"), { recursive: true });
    }
  });

  it("gives up its wait at Ctrl-C, and disturbs nobody by that", async () => {
    const first = new RunningCommand("hello", [], options({ NPM_SECONDS: "2" }));
    await first.says("npm talks");
    const second = new RunningCommand("hello", [], options());
    await second.says("waiting for it");
    second.interrupt();
    const { code, stderr } = await second.ended;
    assert.equal(code, 130);
    assert.match(stderr, /✗ Interrupted/);
    assert.equal((await first.ended).stdout, "hello\n");
    await until("one install", () => calls().length === 1);
  });

  it("waits as long as an install goes on, longer than for a dead one", async () => {
    const first = new RunningCommand("hello", [], options({ NPM_SECONDS: "8" }));
    await first.says("npm talks");
    assert.equal((await hello()).code, 0);
    assert.equal((await first.ended).code, 0);
    assert.equal(calls().length, 1);
  });

  it("takes over from an install that was killed, and removes what it left", async () => {
    const first = new RunningCommand("hello", [], options({ NPM_SECONDS: "1" }));
    await first.says("npm talks");
    first.interrupt("SIGKILL");
    await first.ended;
    const second = await hello();
    assert.deepEqual([second.code, second.stdout, calls().length], [0, "hello\n", 2]);
    assertNothingLeft();
  });

  it("takes over a lock whose file anybody wrote, and of a time to come", async () => {
    await mkdir(path.join(root, ".install"));
    const lock = path.join(root, ".install", "lock");
    await writeFile(lock, "1");
    const next = new Date(Date.now() + 86_400_000);
    await utimes(lock, next, next);
    assert.equal((await hello()).stdout, "hello\n");
    assertNothingLeft();
  });
});
