import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { lstat, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fromRoot } from "#lib/root";

type Set = "local" | "all";

const { installedSet, neededSet, MEGABYTES } = createRequire(import.meta.url)(
  fromRoot("scripts/package-sets.cjs"),
) as {
  installedSet(root: string): Set | undefined;
  neededSet(name: string, args: readonly string[]): Set | "none";
  readonly MEGABYTES: Readonly<Record<Set, number>>;
};

describe("neededSet", () => {
  const commands = readdirSync(fromRoot("scripts")).map((file) => path.basename(file, ".ts"));

  for (const [line, set] of [
    ["start --detach --port 5000", "local"],
    ["start --check", "local"],
    ["reset --yes", "local"],
    ["db-setup", "local"],
    ["db-setup --target local", "local"],
    ["db-setup --target=local --dry-run", "local"],
    ["db-setup -t local", "local"],
    ["db-setup -tlocal", "local"],
    ["db-setup --target", "local"],
    ["cost --target dev", "local"],
    ["policy --file plan.json", "local"],
    ["db-setup --target dev", "all"],
    ["db-setup --target=dev", "all"],
    ["db-migrate --dry-run -t local-dev", "all"],
    ["db-setup -tdev", "all"],
    ["db-setup -yt dev", "all"],
    ["policy --target dev", "all"],
    ["rds-start --target dev", "all"],
    ["deploy -t dev --yes", "all"],
    ["test test/lib", "all"],
    ["check", "all"],
    ["bench", "all"],
    ["docs", "all"],
    ["status --json", "none"],
    ["logs --follow", "none"],
    ["stop", "none"],
    ["doctor", "none"],
    ["db-status --target dev", "none"],
  ] as const) {
    it(`is ${set} for ${line}`, () => {
      const [name = "", ...args] = line.split(" ");
      assert.ok(commands.includes(name));
      assert.equal(neededSet(name, args), set);
    });
  }
});

describe("installedSet", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), "package-sets-"));
    await mkdir(path.join(root, "node_modules"));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const program = (os: string) => ({ version: "1", optional: true, os: [os], cpu: [process.arch] });
  const ELSEWHERE = process.platform === "darwin" ? "linux" : "darwin";
  const wanted = {
    "": {},
    "node_modules/tsx": { version: "1" },
    "node_modules/db-here": program(process.platform),
    "node_modules/db-elsewhere": program(ELSEWHERE),
    "node_modules/fast-here": { ...program(process.platform), libc: ["musl"] },
    "node_modules/mocha": { version: "1", dev: true },
  };
  const setOf = async (...present: (keyof typeof wanted)[]) => {
    const record = Object.fromEntries(present.map((name) => [name, wanted[name]]));
    const write = (file: string, packages: object) =>
      writeFile(path.join(root, file), JSON.stringify({ packages }));
    await write("package-lock.json", wanted);
    await write("node_modules/.package-lock.json", record);
    return installedSet(root);
  };

  it("leaves out the programs of other machines", async () => {
    const local = ["node_modules/tsx", "node_modules/db-here"] as const;
    assert.equal(await setOf(...local), "local");
    assert.equal(await setOf(...local, "node_modules/mocha"), "all");
  });

  it("is none for packages that another machine has installed, as a container's host does", async () => {
    const present = ["node_modules/tsx", "node_modules/db-elsewhere"] as const;
    assert.equal(await setOf(...present), undefined);
    assert.equal(await setOf(...present, "node_modules/mocha"), undefined);
  });
});

describe("MEGABYTES", () => {
  interface LockFile {
    readonly packages: Readonly<
      Record<string, { readonly dev?: boolean; readonly optional?: boolean }>
    >;
  }
  const read = (file: string) => JSON.parse(readFileSync(fromRoot(file), "utf8")) as LockFile;

  /** What is installed of a set, by npm's record. */
  const namesOf = (set: Set): string[] =>
    Object.entries(read("node_modules/.package-lock.json").packages)
      .filter(([, { dev }]) => set === "all" || !dev)
      .map(([name]) => name);

  for (const set of ["local", "all"] as const) {
    it(`says what the packages of ${set} take, give or take a tenth`, async () => {
      let bytes = 0;
      for (const name of namesOf(set)) bytes += await sizeOf(fromRoot(name));
      const ratio = bytes / 2 ** 20 / MEGABYTES[set];
      // PostgreSQL's programs are most of it, and are of another size for each kind of machine.
      const isMeasured = `${process.platform}-${process.arch}` === "linux-x64";
      const [least, most] = isMeasured ? [0.9, 1.1] : [0.5, 2];
      assert.ok(ratio > least && ratio < most, `${Math.round(bytes / 2 ** 20)} MB`);
    });

    it(`is what README says of ${set}`, () => {
      assert.ok(readFileSync(fromRoot("README.md"), "utf8").includes(`about ${MEGABYTES[set]} MB`));
    });
  }

  it("is at most 110 for the local copy, in at most 120 packages", () => {
    assert.ok(MEGABYTES.local <= 110);
    assert.ok(namesOf("local").length <= 120, `${namesOf("local").length} packages`);
  });
});

/** Of a folder without packages within it, in blocks of 4 KiB, as most file systems keep it. */
async function sizeOf(folder: string): Promise<number> {
  let bytes = 4096;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (!entry.isDirectory()) bytes += Math.ceil((await lstat(file)).size / 4096) * 4096;
    else if (entry.name !== "node_modules") bytes += await sizeOf(file);
  }
  return bytes;
}
