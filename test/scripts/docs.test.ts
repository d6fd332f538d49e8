import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { fromRoot } from "#lib/root";
import { allCommands } from "../../scripts/all-commands.ts";
import { BOOTCAMP_COMMANDS, BOOTCAMP_VARIABLES } from "../../scripts/bootcamp-commands.ts";
import { docs } from "../../scripts/docs.ts";

describe("npm run docs", () => {
  it("has been run since the commands changed", async () => {
    for (const [file, text] of await docs()) {
      const present = (await readFile(fromRoot(file), "utf8")).replaceAll("\r\n", "\n");
      assert.equal(present, text, `${file} is out of date. Type: npm run docs`);
    }
  });

  it("links every command to a heading that is there", async () => {
    const [[, text]] = (await docs()) as [[string, string]];
    const headings = [...text.matchAll(/^### (.+)$/gm)].map(([, title]) =>
      title!.replace(/[^\w -]/g, "").replaceAll(" ", "-"),
    );
    const links = [...text.matchAll(/\]\(#([\w-]+)\)/g)].map(([, link]) => link);
    assert.ok(links.length > 20);
    assert.deepEqual(links.sort(), headings.sort());
  });
});

describe("the bootcamp's commands", () => {
  it("lead to npm scripts that exist, with options that they take", async () => {
    const commands = new Map((await allCommands()).map((command) => [command.name, command]));
    for (const { old, now } of BOOTCAMP_COMMANDS) {
      const [, name = "", rest = ""] = /^npm run ([\w:-]+)(?: -- (.+))?$/.exec(now) ?? [];
      const command = commands.get(name);
      assert.ok(command, `${old} leads to ${now}`);
      for (const [flag] of rest.matchAll(/--[\w-]+/g)) {
        assert.ok(
          command.options.some((option) => option.flag === flag),
          `${now}: ${name} takes no ${flag}`,
        );
      }
    }
  });

  it("are those of the bootcamp's bin folder, each once", () => {
    const old = BOOTCAMP_COMMANDS.map((command) => command.old);
    assert.equal(new Set(old).size, old.length);
    for (const name of [
      "db-connect",
      "db-create",
      "db-drop",
      "db-schema-load",
      "db-seed",
      "db-setup",
      "db-sessions",
      "db-kill-all",
      "db-test",
      "db-migrate",
      "db-rollback",
      "db-setup prod",
      "rds-update-sg-rule",
    ]) {
      assert.ok(old.includes(name), name);
    }
    assert.ok(old.some((name) => name.startsWith("generate/migration")));
    assert.deepEqual(
      BOOTCAMP_VARIABLES.map(({ name }) => name),
      ["CONNECTION_URL", "PROD_CONNECTION_URL", "DB_SG_ID", "DB_SG_RULE_ID", "GITPOD_IP"],
    );
  });
});
