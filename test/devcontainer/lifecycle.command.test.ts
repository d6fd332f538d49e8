import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rm,
  writeFile,
} from "node:fs/promises";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { nextMigrationFile } from "#database/migrations/new-migration";
import { fromRoot } from "#lib/root";
import { canReach } from "#local/postgres/server-user";
import { copyCheckout } from "#test/checkout";
import { plainEnvironment, processesOf } from "#test/cli";
import { LIFECYCLE, readConfiguration } from "./configuration.ts";

/** As images for dev containers have it. */
const NODE_USER = { uid: 1000, gid: 1000 };

const isRoot = process.getuid?.() === 0;
const users = isRoot
  ? [
      { who: "an ordinary user", user: NODE_USER },
      { who: "root", user: undefined },
    ]
  : [{ who: "an ordinary user", user: undefined }];

/** A bare clone in which the dev container's commands are run one after the other, as a container runs them. */
for (const { who, user } of users) {
  describe(`the dev container's lifecycle, as ${who}`, function () {
    this.timeout(300_000);
    const configuration = readConfiguration();
    let home: string;
    let clone: string;
    let output = "";

    before(async function () {
      if (!(await canReach(process.execPath, user))) {
        console.error(`Not tested as ${who}: ${process.execPath} is closed to others.`);
        return this.skip();
      }
      home = await realpath(await mkdtemp(path.join(tmpdir(), "cruddur-workspace-")));
      clone = path.join(home, "cruddur-stack");
      await mkdir(clone);
      await copyCheckout(clone);
      await cp(fromRoot(".devcontainer"), path.join(clone, ".devcontainer"), { recursive: true });
      await chmod(home, 0o755);
      if (user) await giveTo(home, user);
    });
    after(async () => {
      if (clone === undefined) return;
      await run("npm stop").catch(() => {});
      await rm(home, { recursive: true, force: true });
    });

    /** Runs a line as a container's shell does. @returns what it printed; it must end with code 0 */
    async function run(line: string): Promise<string> {
      const child = spawn("sh", ["-c", line], {
        cwd: clone,
        env: { ...plainEnvironment(), HOME: home },
        stdio: ["ignore", "pipe", "pipe"],
        ...user,
      });
      let said = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8").on("data", (text: string) => (said += text));
      }
      const [code] = (await once(child, "close")) as [number | null];
      assert.equal(code, 0, `${line}\n${said}`);
      return said;
    }

    const startUp = async () => {
      output = "";
      for (const name of LIFECYCLE) output = await run(configuration[name]);
    };
    const url = () => /^✓ Cruddur runs: (\S+)$/m.exec(output)?.[1] ?? assert.fail(output);
    const health = async () => {
      const answer = await fetch(`${url()}/api/health`);
      return (await answer.json()) as { readonly status: string; readonly schema_version: string };
    };
    const workspace = () => readFile(path.join(clone, ".local", "workspace"), "utf8");

    it("ends a prebuild with packages and a database, nothing that runs and no secret", async () => {
      await run(configuration.onCreateCommand);
      await run(configuration.updateContentCommand);
      assert.deepEqual(processesOf(clone), []);
      assert.deepEqual(readdirSync(path.join(clone, ".local")).sort(), [
        "cruddur.json",
        "host.log",
        "postgres",
      ]);
    });

    it("ends with a page that answers, and one line about it", async () => {
      await startUp();
      assert.match(output, /^✓ Cruddur runs: http:\/\/127\.0\.0\.1:\d+\n$/);
      assert.match(await (await fetch(url())).text(), /<title>/);
      assert.equal((await health()).status, "ok");
    });

    it("does no harm when all of it is run again, beside the running copy", async () => {
      const [before, name] = [url(), await workspace()];
      await startUp();
      assert.equal(url(), before);
      assert.equal(await workspace(), name);
      assert.match(name, /^cruddur-stack-[0-9a-f]{8}\n$/);
    });

    it("brings data of an older schema up to date when the container is made anew", async () => {
      await run("npm stop");
      const directory = path.join(clone, "sql", "migrations");
      const file = await nextMigrationFile({ name: "add motto", directory });
      await writeFile(file, MIGRATION);
      const name = await workspace();
      await startUp();
      assert.equal(`${(await health()).schema_version}`, path.basename(file, ".sql").split("-")[0]);
      assert.equal(await workspace(), name);
    });
  });
}

const MIGRATION = `-- Up Migration

set local lock_timeout = '5s';

alter table public.users add column motto text;

-- Down Migration

set local lock_timeout = '5s';

alter table public.users drop column motto;
`;

async function giveTo(folder: string, { uid, gid }: typeof NODE_USER): Promise<void> {
  for (const entry of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    await chown(path.join(folder, entry), uid, gid);
  }
  await chown(folder, uid, gid);
}
