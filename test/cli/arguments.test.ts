import assert from "node:assert/strict";
import { parseArguments } from "#cli/arguments";
import { defineCommand, optionsOf, type Command, type Reach } from "#cli/command";
import { helpFor } from "#cli/help";
import { flagOf } from "#cli/options";
import { RefusedError, UserError } from "#lib/errors";

const example = defineCommand({
  name: "db:example",
  on: "database",
  summary: "Do something to a database",
  details: "More of it.",
  options: {
    purge: { type: "flag", summary: "for good" },
    count: {
      type: "value",
      value: "NUMBER",
      summary: "how many",
      default: 1,
      parse: (text: string) => {
        if (/^\d+$/.test(text)) return Number(text);
        throw new UserError("a number is wanted.", "Type one.");
      },
    },
    kind: { type: "value", value: "KIND", summary: "which", choices: ["small", "large"] },
  },
  changes: true,
  async run() {},
});

const parse = (args: string[], env: Record<string, string> = {}) =>
  parseArguments(example, args, env)?.options;

function refusal(args: string[], env: Record<string, string> = {}): RefusedError {
  try {
    parse(args, env);
  } catch (error) {
    assert.ok(error instanceof RefusedError);
    assert.equal(error.exitCode, 2);
    assert.match(error.message, /Nothing was done\.$/);
    return error;
  }
  throw new Error("it was not refused");
}

describe("parseArguments", () => {
  it("gives every option its value, or its default", () => {
    assert.deepEqual(parse([]), {
      purge: false,
      count: 1,
      kind: undefined,
      dryRun: false,
      json: false,
      target: "local",
      stateDirectory: undefined,
    });
    assert.deepEqual(
      parse(["--purge", "--count", "3", "-t", "dev", "--dry-run", "--json", "--kind=large"]),
      {
        purge: true,
        count: 3,
        kind: "large",
        dryRun: true,
        json: true,
        target: "dev",
        stateDirectory: undefined,
      },
    );
  });

  it("returns nothing when help is asked for, whatever else is typed", () => {
    assert.equal(parse(["--help"]), undefined);
    assert.equal(parse(["-h"]), undefined);
    assert.equal(parse(["prod", "--help"]), undefined);
  });

  it("refuses a word, and says how a target is typed", () => {
    const { message, hint } = refusal(["prod"]);
    assert.match(message, /db:example takes options only, and the word "prod" was typed/);
    assert.match(hint!, /npm run db:example -- --target prod/);
  });

  it("refuses a word after valid options too", () => {
    assert.match(refusal(["--dry-run", "prod", "now"]).message, /"prod now"/);
  });

  it("suggests no target to a command that takes none", () => {
    const local = defineCommand({
      name: "db:there",
      on: "nothing",
      summary: "x",
      changes: false,
      async run() {},
    });
    assert.throws(
      () => parseArguments(local, ["prod"], {}),
      (error) => error instanceof RefusedError && !/--target/.test(error.hint!),
    );
    assert.throws(
      () => parseArguments(local, ["--target", "prod"], {}),
      /Unknown option '--target'/,
    );
  });

  it("suggests the right spelling of an option", () => {
    assert.match(refusal(["--taget", "prod"]).message, /'--taget'\. Did you mean --target\?/);
    assert.match(refusal(["--dryrun"]).message, /Did you mean --dry-run\?/);
  });

  it("refuses a value that cannot be read, a choice that is none, and one that is missing", () => {
    assert.match(
      refusal(["--count", "many"]).message,
      /--count "many" cannot be read: a number is wanted/,
    );
    assert.match(
      refusal(["--kind", "huge"]).message,
      /--kind "huge" cannot be read: the choices are small, large/,
    );
    assert.match(refusal(["--count"]).message, /--count NUMBER: the value is missing/);
  });

  it("refuses an option twice, an option in a value's place and a value where none belongs", () => {
    assert.match(refusal(["--count", "1", "--count=2"]).message, /--count is given twice/);
    assert.match(refusal(["--count", "--json"]).message, /the value is missing/);
    assert.match(refusal(["-t", "--dry-run"]).message, /--target NAME: the value is missing/);
    assert.match(refusal(["--purge=yes"]).message, /--purge takes no value/);
    assert.equal(parse(["--purge", "--purge"])?.["purge"], true);
  });

  it("takes a value that begins with a hyphen, as a comment of SQL does", () => {
    assert.equal(parse(["--target", "-- none"])?.["target"], "-- none");
  });

  it("takes words where they are declared: as many, and of which kind", () => {
    const worded = (words: Command["words"]) =>
      defineCommand({
        name: "words",
        on: "nothing",
        summary: "x",
        words: words!,
        changes: false,
        async run() {},
      });
    const words = (spec: Command["words"], ...args: string[]) =>
      parseArguments(worded(spec), args, {})?.words;
    const common = { value: "WORD", summary: "which" };
    const choices = { bash: "", fish: "" };
    assert.deepEqual(words({ ...common, many: true }, "a", "--json", "b"), ["a", "b"]);
    assert.deepEqual(words({ ...common, choices }, "fish"), ["fish"]);
    assert.throws(() => words(common, "a", "b"), /One WORD is wanted, and a b was typed/);
    assert.throws(
      () => words({ ...common, choices }, "fsh"),
      /"fsh" is no WORD: did you mean fish\? The choices are bash, fish\./,
    );
  });

  it("refuses to go without an option that is required", () => {
    const needy = defineCommand({
      name: "db:needy",
      on: "nothing",
      summary: "x",
      options: { name: { type: "value", value: "TEXT", summary: "what", required: true } },
      changes: false,
      async run() {},
    });
    assert.throws(() => parseArguments(needy, [], {}), /--name TEXT is missing/);
    assert.equal(parseArguments(needy, ["--name", "x"], {})?.options["name"], "x");
  });

  describe("under npm", () => {
    const npm = { npm_lifecycle_event: "db:example" };

    it("refuses when npm took --dry-run for itself, since the thing would be done", () => {
      const { message, hint } = refusal([], { ...npm, npm_config_dry_run: "true" });
      assert.match(message, /npm took --dry-run for itself/);
      assert.match(hint!, /npm run db:example -- --dry-run/);
    });

    it("refuses when npm took --target=prod, and shows the value", () => {
      const { hint } = refusal([], { ...npm, npm_config_target: "prod" });
      assert.match(hint!, /npm run db:example -- --target prod/);
    });

    it("refuses when npm took -t", () => {
      assert.match(refusal(["prod"], { ...npm, npm_config_t: "true" }).hint!, /--target prod/);
      assert.match(refusal([], { ...npm, npm_config_t: "true" }).message, /--target/);
    });

    it("gives a value that npm left as a word back to its option, and keeps what came through", () => {
      const { hint } = refusal(["3", "--json"], { ...npm, npm_config_count: "true" });
      assert.match(hint!, /npm run db:example -- --count 3 --json$/);
    });

    it("shows the value's name where it cannot tell which word it was", () => {
      const lost = { ...npm, npm_config_count: "true", npm_config_kind: "true" };
      assert.match(refusal(["3", "small"], lost).hint!, /-- --count NUMBER --kind KIND 3 small$/);
    });

    it("refuses when npm made a setting of an option that begins with no", () => {
      const backed = defineCommand({
        name: "db:example",
        on: "nothing",
        summary: "x",
        options: { noBackup: { type: "flag", summary: "without" } },
        changes: false,
        async run() {},
      });
      assert.throws(
        () => parseArguments(backed, [], { ...npm, npm_config_backup: "" }),
        (error) => error instanceof RefusedError && /-- --no-backup$/.test(error.hint!),
      );
      assert.equal(parseArguments(backed, [], npm)?.options["noBackup"], false);
    });

    it("lets a setting of npm's pass when the option was given to the command", () => {
      assert.equal(parse(["--json"], { ...npm, npm_config_json: "true" })?.["json"], true);
    });

    it("takes npm_config_target with a version for what it is: the one of a native package's build", () => {
      assert.equal(parse([], { ...npm, npm_config_target: "31.0.1" })?.["target"], "local");
    });

    it("looks only at what npm run was given for this command", () => {
      const other = { npm_lifecycle_event: "test", npm_config_dry_run: "true" };
      assert.equal(parse([], other)?.["dryRun"], false);
    });
  });
});

describe("helpFor", () => {
  it("holds summary, details and every option with its default", () => {
    const help = helpFor(example).replace(/\s+/g, " ");
    assert.match(help, /Usage: npm run db:example -- \[options\]/);
    assert.match(help, /Do something to a database\. More of it\./);
    for (const key of Object.keys(optionsOf(example))) assert.ok(help.includes(flagOf(key)), key);
    assert.match(help, /default: local/);
    assert.match(help, /one of small, large/);
  });
});

describe("a command's reach", () => {
  const declared = (reach: Reach): Command =>
    defineCommand({
      name: "db:near",
      on: "database",
      summary: "x",
      changes: true,
      reach,
      async run() {},
    });
  const refusalOf = (near: Command, args: string[], env = {}): RefusedError => {
    try {
      parseArguments(near, args, env);
    } catch (error) {
      assert.ok(error instanceof RefusedError);
      return error;
    }
    assert.fail("nothing was refused");
  };

  for (const [how, args, env] of [
    ["as a word", ["production"], {}],
    ["as its option", ["--target", "production"], {}],
    ["where npm took it", [], { npm_lifecycle_event: "db:near", npm_config_target: "production" }],
  ] as const) {
    it(`refuses production ${how}, and never advises to type it`, () => {
      const { message, hint } = refusalOf(declared("not-production"), [...args], env);
      assert.match(message, /It never works on production.* Nothing was done\./);
      assert.match(hint!, /npm run db:near\n.*npm run db:migrate -- --target production/);
      assert.doesNotMatch(hint!, /db:near -- /);
    });
  }

  it("lets every other target pass, and words that may mean one get their advice", () => {
    assert.equal(
      parseArguments(declared("not-production"), ["-t", "dev"], {})?.options["target"],
      "dev",
    );
    assert.match(refusalOf(declared("not-production"), ["dev"]).hint!, /db:near -- --target dev/);
  });

  it("keeps a local chore on this machine", () => {
    assert.match(refusalOf(declared("local"), ["-t", "dev"]).message, /the local database only/);
    assert.equal(parseArguments(declared("local"), [], {})?.options["target"], "local");
  });

  it("is said in its help, whose paragraphs break where the terminal ends", () => {
    const details = "One paragraph that was\nbroken by hand.\n\n  an example";
    const help = helpFor({ ...declared("local"), details });
    assert.match(help, /One paragraph that was broken by hand\.\n\n {2}an example/);
    assert.match(help, /It works on the local database only\./);
  });
});

describe("optionsOf", () => {
  it("has no --dry-run for a command that changes nothing, and no --target for one without", () => {
    const looks = defineCommand({
      name: "db:look",
      on: "database",
      summary: "x",
      changes: false,
      async run() {},
    });
    assert.deepEqual(Object.keys(optionsOf(looks)), ["target", "json", "stateDirectory"]);
    const local = defineCommand({
      name: "db:there",
      on: "nothing",
      summary: "x",
      changes: true,
      async run() {},
    });
    assert.deepEqual(Object.keys(optionsOf(local)), ["dryRun", "json"]);
  });
});
