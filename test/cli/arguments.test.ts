import assert from "node:assert/strict";
import {
  defineChore,
  defineLocalChore,
  flagOf,
  optionsOf,
  type Chore,
  type Reach,
} from "#cli/command";
import { helpFor, parseArguments } from "#cli/arguments";
import { RefusedError, UserError } from "#lib/errors";

const chore = defineChore({
  name: "db:example",
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
        throw new UserError("a number is wanted.");
      },
    },
    kind: { type: "value", value: "KIND", summary: "which", choices: ["small", "large"] },
  },
  changes: true,
  async run() {},
});

const parse = (args: string[], env: Record<string, string> = {}) =>
  parseArguments(chore, args, env);

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
      dryRun: false,
      json: false,
      target: "local",
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

  it("suggests no target to a chore that takes none", () => {
    const local = defineLocalChore({
      name: "db:there",
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
    assert.match(refusal(["--kind", "huge"]).message, /Allowed choices are small, large/);
    assert.match(refusal(["--count"]).message, /argument missing/);
  });

  it("refuses to go without an option that is required", () => {
    const needy = defineLocalChore({
      name: "db:needy",
      summary: "x",
      options: { name: { type: "value", value: "TEXT", summary: "what", required: true } },
      changes: false,
      async run() {},
    });
    assert.throws(() => parseArguments(needy, [], {}), /--name TEXT is missing/);
    assert.equal(parseArguments(needy, ["--name", "x"], {})?.["name"], "x");
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

    it("lets a setting of npm's pass when the option was given to the chore", () => {
      assert.equal(parse(["--json"], { ...npm, npm_config_json: "true" })?.["json"], true);
    });

    it("takes npm_config_target with a version for what it is: the one of a native package's build", () => {
      assert.equal(parse([], { ...npm, npm_config_target: "31.0.1" })?.["target"], "local");
    });

    it("looks only at what npm run was given for this chore", () => {
      const other = { npm_lifecycle_event: "test", npm_config_dry_run: "true" };
      assert.equal(parse([], other)?.["dryRun"], false);
    });
  });
});

describe("helpFor", () => {
  it("holds summary, details and every option with its default", () => {
    const help = helpFor(chore).replace(/\s+/g, " ");
    assert.match(help, /Usage: npm run db:example -- \[options\]/);
    assert.match(help, /Do something to a database\. More of it\./);
    for (const key of Object.keys(optionsOf(chore))) assert.ok(help.includes(flagOf(key)), key);
    assert.match(help, /default: local/);
    assert.match(help, /choices: "small", "large"/);
  });
});

describe("a chore's reach", () => {
  const declared = (reach: Reach): Chore =>
    defineChore({ name: "db:near", summary: "x", changes: true, reach, async run() {} });
  const refusalOf = (chore: Chore, args: string[], env = {}): RefusedError => {
    try {
      parseArguments(chore, args, env);
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
    assert.equal(parseArguments(declared("not-production"), ["-t", "dev"], {})?.["target"], "dev");
    assert.match(refusalOf(declared("not-production"), ["dev"]).hint!, /db:near -- --target dev/);
  });

  it("keeps a local chore on this machine", () => {
    assert.match(refusalOf(declared("local"), ["-t", "dev"]).message, /the local database only/);
    assert.equal(parseArguments(declared("local"), [], {})?.["target"], "local");
  });

  it("is said in its help, whose paragraphs break where the terminal ends", () => {
    const details = "One paragraph that was\nbroken by hand.\n\n  an example";
    const help = helpFor({ ...declared("local"), details });
    assert.match(help, /One paragraph that was broken by hand\.\n\n {2}an example/);
    assert.match(help, /It works on the local database only\./);
  });
});

describe("optionsOf", () => {
  it("has no --dry-run for a chore that changes nothing, and no --target for one without", () => {
    const looks = defineChore({ name: "db:look", summary: "x", changes: false, async run() {} });
    assert.deepEqual(Object.keys(optionsOf(looks)), ["target", "json", "stateDirectory"]);
    const local = defineLocalChore({
      name: "db:there",
      summary: "x",
      changes: true,
      async run() {},
    });
    assert.deepEqual(Object.keys(optionsOf(local)), ["dryRun", "json", "stateDirectory"]);
  });
});
