import assert from "node:assert/strict";
import { mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { fromRoot } from "#lib/root";
import { copyCheckout } from "#test/checkout";
import { command, RunningCommand } from "#test/cli";
import { HostClient, newStateDirectory, removeStateDirectory, TEST_PORTS } from "#test/host";
import { until } from "#test/until";

/** A copy of the checkout, so that the real one is never edited. */
describe("watchSources", function () {
  this.timeout(240_000);
  let root: string;
  let running: RunningCommand;
  let client: HostClient;

  before(async () => {
    root = await newStateDirectory();
    await copyCheckout(root);
    await symlink(fromRoot("node_modules"), path.join(root, "node_modules"));
    const args = [
      "--port",
      `${TEST_PORTS.page}`,
      "--postgres-port",
      `${TEST_PORTS.postgres}`,
      "--json",
    ];
    running = new RunningCommand(
      "start",
      [...args, "--state-directory", path.join(root, ".local")],
      { root },
    );
    await running.says(/\}\n/, "stdout");
    client = new HostClient((JSON.parse(running.stdout) as { url: string }).url);
  });
  after(async () => {
    running.interrupt();
    await running.ended;
    await command("stop", ["--state-directory", path.join(root, ".local")]);
    await removeStateDirectory(path.join(root, ".local"));
    await rm(root, { recursive: true, force: true });
  });

  async function edit(
    file: string,
    from: string | RegExp,
    to: string,
  ): Promise<() => Promise<void>> {
    const text = await readFile(path.join(root, file), "utf8");
    const edited = text.replace(from, to);
    assert.notEqual(edited, text, `${file} does not hold ${String(from)}`);
    await writeFile(path.join(root, file), edited);
    return () => writeFile(path.join(root, file), text);
  }

  async function health(): Promise<Record<string, string>> {
    return (await client.json("/api/health")) as Record<string, string>;
  }
  const statusIs = (wanted: string): Promise<void> =>
    until(`the API says ${wanted}`, async () => (await health())["status"] === wanted);

  it("takes an edited handler, each time, also when the editor writes beside and renames", async () => {
    await edit("lambda/api/app.ts", `status: "ok"`, `status: "edited"`);
    await statusIs("edited");
    const file = path.join(root, "lambda/api/app.ts");
    for (const word of ["renamed", "renamed again"]) {
      const text = await readFile(file, "utf8");
      await writeFile(`${file}.new`, text.replace(/status: "[\w ]+"/, `status: "${word}"`));
      await rename(`${file}.new`, file);
      await statusIs(word);
    }
    await edit("lambda/api/app.ts", `status: "renamed again"`, `status: "ok"`);
    await statusIs("ok");
  });

  it("takes a file in a folder that is new", async () => {
    await mkdir(path.join(root, "lambda/api/words"));
    const word = path.join(root, "lambda/api/words/word.ts");
    await writeFile(word, `export const WORD = "new";\n`);
    await edit("lambda/api/app.ts", `status: "ok"`, "status: WORD");
    await edit("lambda/api/app.ts", /^/, `import { WORD } from "./words/word.ts";\n`);
    await statusIs("new");
    await writeFile(word, `export const WORD = "newer";\n`);
    await statusIs("newer");
    await writeFile(word, `export const WORD = "ok";\n`);
    await statusIs("ok");
  });

  it("takes an edited statement, with its types", async () => {
    const file = "sql/statements/describe-database.sql";
    const undo = await edit(file, /current_database\(\)/, "'edited ' || current_database()");
    await until(
      "the statement is in effect",
      async () => (await health())["database"] === "edited cruddur",
    );
    const types = await readFile(path.join(root, file.replace(".sql", ".ts")), "utf8");
    assert.match(types, /edited/);
    await undo();
    await until("it is as it was", async () => (await health())["database"] === "cruddur");
  });

  it("takes an edited file of the page", async () => {
    await edit("web/index.html", "Right now", "Right here");
    await until("the page has it", async () =>
      (await (await fetch(client.url)).text()).includes("Right here"),
    );
    const before = (await fetch(`${client.url}/app.js`)).headers.get("etag");
    await edit("web/app.ts", `"Posted."`, `"Posted!!"`);
    await until("the script has it", async () => {
      const response = await fetch(`${client.url}/app.js`);
      return (
        response.headers.get("etag") !== before && (await response.text()).includes("Posted!!")
      );
    });
  });

  for (const [what, file, from, to, place] of [
    [
      "handler",
      "lambda/api/app.ts",
      "export function createApp(",
      "export function createApp((",
      /lambda\/api\/app\.ts:\d+:\d+: /,
    ],
    [
      "statement",
      "sql/statements/describe-database.sql",
      "current_database()",
      "no_such_column",
      /describe-database\.sql:\d+.*\n?.*no_such_column/,
    ],
    [
      "page",
      "web/app.ts",
      "const clock = serverClock();",
      "const clock = = serverClock();",
      /web\/app\.ts:\d+:\d+: /,
    ],
  ] as const) {
    it(`keeps the old when an edited ${what} is wrong, says file and line, and takes the mended`, async () => {
      const seen = running.stderr.length;
      const undo = await edit(file, from, to);
      await until("it is told", () => /not in effect/.test(running.stderr.slice(seen)));
      assert.match(running.stderr.slice(seen), place);
      assert.deepEqual([(await health())["status"], await client.status("/")], ["ok", 200]);
      await undo();
      await until("it is taken", () => /Reloaded/.test(running.stderr.slice(seen)));
      assert.deepEqual([(await health())["status"], await client.status("/")], ["ok", 200]);
    });
  }
});
