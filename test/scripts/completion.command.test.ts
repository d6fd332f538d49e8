import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { optionsOf } from "#cli/command";
import { flagOf } from "#cli/options";
import { fromRoot } from "#lib/root";
import { command } from "#test/cli";
import { completionsOf, isInstalled, type Shell } from "#test/shell-completion";
import { command as setup } from "../../scripts/db-setup.ts";

// bash is on every machine that has the tests; the others are tried where they are installed.
const SHELLS = (["bash", "zsh", "fish"] as const).filter(isInstalled);

/** bash puts what it offers behind the last colon, where its idea of a word begins. */
const offered = (shell: Shell, names: readonly string[]) =>
  shell === "bash" ? names.map((name) => name.replace(/^.*:/, "")) : names;

describe("npm run completion", () => {
  let directory: string;
  before(async () => (directory = await mkdtemp(path.join(tmpdir(), "cruddur-completion-"))));
  after(() => rm(directory, { recursive: true }));

  for (const shell of SHELLS) {
    describe(`of ${shell}`, () => {
      let script: string;
      const complete = (line: string, cwd = fromRoot()) => completionsOf(shell, script, line, cwd);

      before(async () => {
        script = path.join(directory, `completion.${shell}`);
        const { code, stdout, stderr } = await command("completion", [shell]);
        assert.deepEqual([code, stderr], [0, ""]);
        await writeFile(script, stdout);
      });

      it("offers the npm scripts, with a colon in them", async () => {
        const names = ["db:seed", "db:sessions", "db:setup"];
        assert.deepEqual(await complete("npm run db:se"), offered(shell, names));
        assert.deepEqual(await complete("npm run -s doc"), ["docs", "doctor"]);
      });

      it("offers the two hyphens, and after them the options that the chore declares", async () => {
        assert.deepEqual(await complete("npm run db:setup "), ["--"]);
        const flags = [...Object.keys(optionsOf(setup)).map(flagOf), "--help"].sort();
        assert.deepEqual(await complete("npm run db:setup -- --"), flags);
        assert.deepEqual(await complete("npm run db:setup -- --json --d"), ["--dry-run"]);
      });

      it("knows what may stand after an option", async () => {
        assert.deepEqual(await complete("npm run db:setup -- --target "), ["local", "prod"]);
        assert.deepEqual(await complete("npm run db:setup -- -t p"), ["prod"]);
        assert.deepEqual(await complete("npm start -- --postgres e"), ["embedded", "external"]);
        assert.deepEqual(await complete("npm run db:seed -- --users "), []);
      });

      it("offers folders for an option that takes one", async () => {
        const [folder, ...others] = await complete("npm run status -- --state-directory scr");
        assert.deepEqual(others, []);
        assert.match(folder!, /^scripts\/?$/);
      });

      it("offers the options of commands that npm knows without run, and of those that are no chores", async () => {
        const ports = ["--port", "--postgres", "--postgres-port"];
        assert.deepEqual(await complete("npm start -- --po"), ports);
        const shells = ["--help", "bash", "fish", "zsh"];
        assert.deepEqual(await complete("npm run completion -- "), shells);
      });

      it("works in a folder of the checkout, and leaves npm alone in other projects", async () => {
        const names = ["db:setup"];
        assert.deepEqual(
          await complete("npm run db:setu", fromRoot("scripts")),
          offered(shell, names),
        );
        const other = path.join(directory, "other", "folder");
        await mkdir(other, { recursive: true });
        await writeFile(path.join(directory, "other", "package.json"), '{ "name": "other" }');
        assert.deepEqual(await complete("npm run as", other), ["as-before"]);
        assert.deepEqual(await complete("npm run as", directory), ["as-before"]);
      });
    });
  }

  it("takes the shell in use when none is named, and refuses one it does not know", async () => {
    const { stdout } = await command("completion", [], { env: { SHELL: "/usr/bin/fish" } });
    assert.match(stdout, /complete -c npm/);
    const unknown = await command("completion", [], { env: { SHELL: "/bin/tcsh" } });
    assert.deepEqual([unknown.code, unknown.stdout], [2, ""]);
    assert.match(unknown.stderr, /no completion for tcsh/);
    assert.equal((await command("completion", ["powershell"])).code, 2);
  });
});
