import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { CommandDescription } from "#cli/description";
import { costOf } from "#lib/cost/cost-of";
import { readHouse } from "#lib/rooms/house";
import { fromRoot } from "#lib/root";
import { KEY_NAMES } from "#lib/stack-config/keys";
import { readStackFile } from "#lib/stack-config/stack-file";
import { allCommands } from "../scripts/all-commands.ts";
import { anchorsIn, codeSpansIn, linksIn } from "./support/pages/markdown.ts";
import { typedCommandsIn, type TypedCommand } from "./support/pages/typed-commands.ts";

const house = readHouse(fromRoot());

/** The sources whose messages and comments say what to type. */
const SOURCES = [...house.imports.keys()].filter((file) => /^(?!test\/).*\.(ts|cjs)$/.test(file));

/** Pages whose options are another program's. */
const OF_OTHERS = ["docs/create-db-instance.md"];

async function filesBelow(folder: string, pattern: RegExp): Promise<string[]> {
  const names = await readdir(fromRoot(folder), { recursive: true });
  return names
    .filter((name) => pattern.test(name))
    .map((name) => `${folder}/${name}`.replaceAll(path.sep, "/"));
}

const textOf = (file: string): Promise<string> => readFile(fromRoot(file), "utf8");

describe("the project's pages", () => {
  let pages: ReadonlyMap<string, string>;
  let sources: ReadonlyMap<string, string>;
  let commands: readonly CommandDescription[];

  const read = async (files: readonly string[]): Promise<Map<string, string>> =>
    new Map(await Promise.all(files.map(async (file) => [file, await textOf(file)] as const)));

  before(async () => {
    commands = await allCommands();
    const atTop = (await readdir(fromRoot())).filter((name) => name.endsWith(".md"));
    pages = await read([...atTop, ...(await filesBelow("docs", /\.md$/))]);
    sources = await read(SOURCES);
    assert.ok(pages.size >= 8);
  });

  /** What is wrong with a command as it stands in a text; undefined when nothing is. */
  const faultOf = async ({ name, flags, text }: TypedCommand): Promise<string | undefined> => {
    if (name.endsWith(":")) {
      const isGroup = commands.some((command) => command.name.startsWith(name));
      return isGroup ? undefined : `${text}: no command begins like that`;
    }
    const command = commands.find((one) => one.name === name);
    if (!command) return `${text}: there is no such npm script`;
    for (const flag of flags) {
      if (flag === "--help") continue;
      if (command.options.some((one) => one.flag === flag || one.short === flag)) continue;
      // Few declare nothing, and compare the words themselves.
      const declaresNothing = command.options.length === 0;
      if (declaresNothing && (await textOf(`scripts/${name}.ts`)).includes(`"${flag}"`)) continue;
      return `${text}: ${name} takes no ${flag}`;
    }
    return undefined;
  };

  const faultsOf = async (texts: ReadonlyMap<string, string>): Promise<string[]> => {
    const faults: string[] = [];
    for (const [file, text] of texts) {
      for (const command of typedCommandsIn(text)) {
        const fault = await faultOf(command);
        if (fault !== undefined) faults.push(`${file}: ${fault}`);
      }
    }
    return faults;
  };

  it("show commands that exist, with options that they take", async () => {
    assert.deepEqual(await faultsOf(pages), []);
  });

  it("show the two hyphens before options, without which npm keeps them to itself", () => {
    for (const [page, text] of pages) {
      assert.doesNotMatch(text, /\bnpm (run [\w:-]+|start|stop|test) --?\w/, page);
    }
  });

  it("name options that some command has, also where they stand alone", () => {
    const flags = new Set(commands.flatMap(({ options }) => options).map(({ flag }) => flag));
    for (const [page, text] of pages) {
      if (OF_OTHERS.includes(page)) continue;
      for (const code of codeSpansIn(text)) {
        const [flag = "--help"] = /^--[a-z][\w-]*/.exec(code) ?? [];
        assert.ok(flag === "--help" || flags.has(flag), `${page}: ${code}`);
      }
    }
  });

  it("set keys that a stack has", () => {
    const setting =
      /\bcruddur:([a-z]\w*)(?=`? to\b|: [^\s`])|\bpulumi config set (?:cruddur:)?(\w+)/g;
    for (const [file, text] of [...pages, ...sources]) {
      for (const [all, inFile, typed] of text.matchAll(setting)) {
        assert.ok(
          KEY_NAMES.some((key) => key === (inFile ?? typed)),
          `${file}: ${all}`,
        );
      }
    }
  });

  it("say of a stack what npm run cost says of it", async () => {
    for (const stack of ["dev", "prod"]) {
      const config = await readStackFile(fromRoot(), stack);
      assert.ok(config.environment !== "local");
      const row = new RegExp(`^\\| \`${stack}\` .*\\$(\\d+\\.\\d\\d) +\\|$`, "m");
      const [, told] = row.exec(pages.get("README.md")!) ?? [];
      assert.equal(told, costOf(config).usd.toFixed(2), stack);
    }
  });

  it("lead to files and headings that are there", async () => {
    for (const [page, text] of pages) {
      for (const goal of linksIn(text)) {
        if (/^[a-z]+:/.test(goal)) continue;
        const [file = "", anchor] = goal.split("#");
        const target = file === "" ? page : path.join(path.dirname(page), file);
        assert.ok(existsSync(fromRoot(target)), `${page} leads to ${goal}`);
        if (anchor === undefined) continue;
        // A browser finds an anchor whatever its case, as GitHub serves it.
        assert.ok(
          anchorsIn(await textOf(target)).includes(anchor.toLowerCase()),
          `${page}: ${goal}`,
        );
      }
    }
  });

  it("name files that are there", () => {
    const folders = ["docs", ...Object.keys(house.rooms)].join("|");
    const file = new RegExp(`^(${folders})/[\\w./-]+$`);
    for (const [page, text] of pages) {
      for (const code of codeSpansIn(text)) {
        if (file.test(code)) assert.ok(existsSync(fromRoot(code)), `${page} names ${code}`);
      }
    }
  });

  it("and the workflows type commands that exist, with options that they take", async () => {
    const workflows = await read(await filesBelow(".github/workflows", /\.ya?ml$/));
    assert.ok(workflows.size > 0);
    assert.deepEqual(await faultsOf(workflows), []);
    for (const [file, text] of workflows) {
      assert.doesNotMatch(text, /\bnpm (run [\w:-]+|start|stop|test) --?\w/, file);
    }
  });

  describe("and the messages", () => {
    it("name commands that exist, with options that they take", async () => {
      assert.deepEqual(await faultsOf(sources), []);
    });

    it("name pages that are there", () => {
      for (const [file, text] of sources) {
        for (const [page] of text.matchAll(/\bdocs\/[\w-]+\.md\b/g)) {
          assert.ok(existsSync(fromRoot(page)), `${file} names ${page}`);
        }
      }
    });
  });
});
