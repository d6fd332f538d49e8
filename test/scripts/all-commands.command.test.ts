import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { parseArguments } from "#cli/arguments";
import { optionsOf, type Command } from "#cli/command";
import { helpFor } from "#cli/help";
import { flagOf } from "#cli/options";
import { RefusedError } from "#lib/errors";
import { fromRoot } from "#lib/root";
import { typed } from "#lib/terminal/typed";
import { command as run } from "#test/cli";
import { allCommands } from "../../scripts/all-commands.ts";

const { scripts } = JSON.parse(await readFile(fromRoot("package.json"), "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
};
const FILES = Object.values(scripts).flatMap(
  (line) => /launch\.cjs ([\w-]+)$/.exec(line)?.[1] ?? [],
);
const COMMANDS = await Promise.all(
  [...FILES, "local-server"].map(
    async (file) => ((await import(`../../scripts/${file}.ts`)) as { command: Command }).command,
  ),
);

function refusalOf(command: Command, args: readonly string[], env = {}): RefusedError {
  try {
    parseArguments(command, args, env);
  } catch (error) {
    assert.ok(error instanceof RefusedError, command.name);
    return error;
  }
  return assert.fail(`${command.name} ${args.join(" ")} was not refused`);
}

describe("allCommands", () => {
  it("describes every npm script, and each of them has a file of its name", async () => {
    const commands = await allCommands();
    assert.deepEqual(
      commands.map(({ name }) => name),
      Object.keys(scripts),
    );
    for (const { name, summary } of commands) assert.match(summary, /^[A-Z].{8,}[^.]$/, name);
    assert.deepEqual(
      COMMANDS.map(({ name }) => name.replaceAll(":", "-")),
      [...FILES, "local-server"],
    );
  });
});

describe("every command", () => {
  it("has help with each of its options, in lines that fit", () => {
    for (const command of COMMANDS) {
      const help = helpFor(command, 80);
      assert.ok(help.startsWith(`Usage: ${typed(command.name)} -- [options]`), help);
      for (const key of Object.keys(optionsOf(command))) {
        assert.match(help, new RegExp(`^  (-\\w, |    )${flagOf(key)}( |$)`, "m"), command.name);
      }
      const long = help.split("\n").filter((line) => line.length > 80);
      assert.deepEqual(long, [], command.name);
    }
  });

  it("refuses an option that there is not, and names the one that was meant", () => {
    for (const command of COMMANDS) {
      for (const key of Object.keys(optionsOf(command))) {
        const flag = flagOf(key);
        if (flag.length < 6) continue;
        const { message, exitCode } = refusalOf(command, [`${flag}x`]);
        assert.equal(exitCode, 2);
        assert.ok(message.includes(`Unknown option '${flag}x'. Did you mean ${flag}?`), message);
      }
    }
  });

  it("refuses each of its options where npm took it, and shows one that it takes", () => {
    for (const command of COMMANDS) {
      for (const [key, spec] of Object.entries(optionsOf(command))) {
        const setting = `npm_config_${flagOf(key).slice(2).replaceAll("-", "_")}`;
        const env = { npm_lifecycle_event: command.name, [setting]: "true" };
        const { message, hint, exitCode } = refusalOf(command, [], env);
        const shown = spec.type === "flag" ? flagOf(key) : `${flagOf(key)} ${spec.value}`;
        assert.equal(exitCode, 2);
        assert.equal(message, `npm took ${flagOf(key)} for itself. Nothing was done.`);
        assert.equal(hint, `Write two hyphens before the options: ${typed(command.name, shown)}`);
      }
    }
  });

  it("takes its own examples", () => {
    for (const command of COMMANDS) {
      for (const example of Object.keys(command.examples ?? {})) {
        const words = [...example.matchAll(/"([^"]*)"|(\S+)/g)].map(
          ([, text, word]) => text ?? word!,
        );
        assert.ok(parseArguments(command, words, {}), `${command.name} ${example}`);
      }
    }
  });
});

describe("--json", function () {
  this.timeout(60_000);
  for (const [name, ...args] of [
    ["cost", "--target", "dev"],
    ["docs", "--dry-run"],
    ["db-new-migration", "--name", "nothing", "--dry-run"],
    ["db-status", "--state-directory", "/nowhere"],
    ["db-stop", "--state-directory", "/nowhere"],
    ["stop", "--state-directory", "/nowhere"],
    ["reset", "--state-directory", "/nowhere"],
    ["status", "--state-directory", "/nowhere"],
    ["logs", "--state-directory", "/nowhere"],
    ["bench", "nothing"],
    ["check", "--nothing"],
    ["rds-status"],
    ["dev-ip-list"],
  ] as const) {
    it(`makes one JSON value of ${[name, ...args].join(" ")}, with ok as the exit code says`, async () => {
      const { code, stdout } = await run(name, [...args, "--json"]);
      const { chore, ok, error } = JSON.parse(stdout) as Record<string, unknown>;
      assert.equal(String(chore).replaceAll(":", "-"), name);
      assert.equal(ok, code === 0);
      if (code === 2) assert.match(String(error), /Nothing was done/);
    });
  }
});

describe("what npm keeps to itself", function () {
  this.timeout(60_000);
  for (const [name, env, hint] of [
    ["start", { npm_config_check: "true" }, "npm start -- --check"],
    ["start", { npm_config_port: "5000" }, "npm start -- --port 5000"],
    ["start", { npm_config_watch: "" }, "npm start -- --no-watch"],
    ["stop", { npm_config_json: "true" }, "npm stop -- --json"],
    ["reset", { npm_config_dry_run: "true" }, "npm run reset -- --dry-run"],
    ["reset", { npm_config_yes: "true" }, "npm run reset -- --yes"],
    ["status", { npm_config_json: "true" }, "npm run status -- --json"],
    ["logs", { npm_config_follow: "true" }, "npm run logs -- --follow"],
    ["test", { npm_config_bail: "true" }, "npm test -- --bail"],
    ["check", { npm_config_json: "true" }, "npm run check -- --json"],
    ["bench", { npm_config_assert: "true" }, "npm run bench -- --assert"],
  ] as const) {
    it(`is refused with what to type: ${hint}`, async () => {
      const { code, stdout, stderr } = await run(name, [], {
        env: { npm_lifecycle_event: name, ...env },
      });
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, /^✗ npm took --[\w-]+ for itself\. Nothing was done\.$/m);
      assert.ok(stderr.trimEnd().endsWith(hint), stderr);
    });
  }

  it("is refused with the word that npm left of it", async () => {
    const env = { npm_lifecycle_event: "start", npm_config_port: "true" };
    const { code, stderr } = await run("start", ["5000"], { env });
    assert.equal(code, 2);
    assert.match(stderr, /npm start -- --port 5000\n$/);
  });
});
