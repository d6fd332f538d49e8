import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { ShellHistory } from "#shell/history";
import { runInteractive } from "#shell/interactive";
import { ShellSession } from "#shell/session";
import type { Target } from "#lib/domain/target";
import { dropDatabase, freshDatabase, seededRows } from "#test/databases";
import { until } from "#test/until";

const CTRL_C = "\x03";
const CTRL_D = "\x04";

/** A person at a terminal: types, and waits until something is to be seen. */
class Person {
  readonly input = new PassThrough();
  readonly output = Object.assign(new PassThrough(), { isTTY: true, columns: 100 });
  #screen = "";
  #seen = 0;

  constructor() {
    this.output.setEncoding("utf8").on("data", (text: string) => {
      this.#screen += stripVTControlCharacters(text);
    });
  }

  type(text: string): void {
    this.input.write(text);
  }

  /** Waits for a text that was not seen before, and returns all that came up to it. */
  async sees(text: string): Promise<string> {
    const at = () => this.#screen.indexOf(text, this.#seen);
    const unseen = () => this.#screen.slice(this.#seen);
    await until(
      () => `${JSON.stringify(text)} in: ${unseen()}`,
      () => at() !== -1,
    );
    const end = at() + text.length;
    const passed = this.#screen.slice(this.#seen, end);
    this.#seen = end;
    return passed;
  }
}

describe("runInteractive", () => {
  let database: ConnectionParameters;
  let directory: string;
  let session: ShellSession;
  let person: Person;
  let left: Promise<void>;
  let prompt: string;

  beforeEach(async () => {
    database = await freshDatabase("seeded");
    directory = await mkdtemp(path.join(tmpdir(), "interactive-"));
    session = new ShellSession(database);
    await session.open();
    person = new Person();
    prompt = `local ${database.database}=> `;
    left = runInteractive({
      target: { name: "local", isLocal: true, isProduction: false } as Target,
      session,
      history: new ShellHistory(directory),
      input: person.input,
      output: person.output as unknown as NodeJS.WriteStream,
    });
    await person.sees(prompt);
  });
  afterEach(async () => {
    person.type(CTRL_D);
    await left;
    await session.close();
    await dropDatabase(database);
    await rm(directory, { recursive: true });
  });

  it("runs a statement of several lines when its semicolon comes", async () => {
    person.type("select count(*)\r");
    await person.sees(`local ${database.database}-> `);
    person.type("as people from users;\r");
    const { users } = await seededRows();
    assert.match(await person.sees("(1 row)"), new RegExp(` people\\s+-+\\s+${users}\\s`));
    await person.sees(prompt);
  });

  it("shows in the prompt what is open: a string, a transaction, a failed one", async () => {
    person.type("begin;\r");
    await person.sees("=*> ");
    person.type("select 'a\r");
    await person.sees("'*> ");
    person.type("b', nope;\r");
    assert.match(await person.sees("=!> "), /column "nope" does not exist\n {4}b', nope\s+\^/);
    person.type("rollback;\r");
    await person.sees(prompt);
  });

  it("cancels the statement that runs at Ctrl-C, and forgets what was pasted behind it", async () => {
    person.type("select pg_sleep(60);\rselect 'never';\r");
    await withClient(database, "test", async (client) => {
      for (let active = 0; active === 0;) {
        const { rowCount } = await client.query(
          "select from pg_stat_activity where datname = current_database() and query like 'select pg_sleep%' and state = 'active'",
        );
        active = rowCount ?? 0;
      }
    });
    person.type(CTRL_C);
    await person.sees("canceling statement due to user request");
    assert.doesNotMatch(await person.sees(prompt), /\(1 row\)/);
  });

  it("forgets what was typed at Ctrl-C when nothing runs", async () => {
    person.type("select 'half\r");
    await person.sees("'> ");
    person.type("of it");
    person.type(CTRL_C);
    await person.sees("^C");
    await person.sees(prompt);
    person.type("select 'whole';\r");
    assert.match(await person.sees("(1 row)"), /whole/);
  });

  it("goes on after the connection was lost", async () => {
    await withClient(database, "test", (client) =>
      client.query(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
      ),
    );
    person.type("select 'again';\r");
    await person.sees("again");
    await person.sees(prompt);
  });

  it("keeps what was typed, without passwords, and leaves at \\q", async () => {
    person.type("select 1;\r");
    await person.sees("(1 row)");
    person.type("alter role cruddur_owner password 'sesame';\r");
    await person.sees("ALTER ROLE");
    person.type("alter role cruddur_owner password null;\r");
    await person.sees("ALTER ROLE");
    person.type("\\q\r");
    await left;
    assert.equal(
      await readFile(path.join(directory, "shell-history"), "utf8"),
      "select 1;\nalter role cruddur_owner password null;\n\\q\n",
    );
  });

  it("leaves at Ctrl-D while a statement runs, and cancels it", async () => {
    person.type("select pg_sleep(60);\r");
    person.type(CTRL_D);
    await left;
  });
});
