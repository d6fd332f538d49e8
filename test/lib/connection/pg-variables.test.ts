import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { KEYWORDS } from "#lib/connection/keywords";
import { dropPgVariables, PG_VARIABLES, withoutPgVariables } from "#lib/connection/pg-variables";
import { findBinaries } from "#local/postgres/binaries";

/** node-postgres' own, and what libpq has not before its next release. libpq takes ssl for sslmode=require. */
const NOT_IN_LIBPQ = ["uselibpqcompat", "servicefile"];

describe("PG_VARIABLES and KEYWORDS", () => {
  let bytes: string;
  before(async () => {
    const folder = path.join((await findBinaries()).directory, "lib");
    const library = readdirSync(folder).find((name) => /^libpq\.(so\.5|5\.dylib)/.test(name));
    bytes = readFileSync(path.join(folder, library!)).toString("latin1");
  });

  it("have every variable that libpq itself reads", () => {
    const texts = bytes.split(/\W+/);
    const read = texts.filter((text) => /^PG(?!RES_|SQL$)[A-Z_]+$/.test(text));
    assert.ok(read.length > 40);
    assert.deepEqual(
      read.filter((name) => !(PG_VARIABLES as readonly string[]).includes(name)),
      [],
    );
  });

  it("have a keyword for each of them that is one", () => {
    const keywords = Object.keys(KEYWORDS).map((name) => name.replaceAll("_", ""));
    const others = /^PG(DATABASE|APPNAME|SYSCONFDIR|LOCALEDIR|DATESTYLE|TZ|GEQO|OAUTHDEBUG)$/;
    for (const variable of PG_VARIABLES.filter((name) => !others.test(name))) {
      const name = variable.slice(2).replaceAll("_", "").toLowerCase();
      assert.ok(keywords.includes(name), variable);
    }
  });

  it("have no keyword that libpq does not know", () => {
    const unknown = Object.keys(KEYWORDS).filter((name) => !bytes.includes(`${name}\0`));
    assert.deepEqual(unknown, NOT_IN_LIBPQ);
  });

  it("are taken out of an environment, whatever their case, and nothing else is", () => {
    const kept = { PATH: "/bin", PG_COLOR: "never", PSQL_PAGER: "less", Pgx: "1" };
    const env = { ...Object.fromEntries(PG_VARIABLES.map((name) => [name, "x"])), ...kept };
    const { Pgx: _, ...rest } = kept;
    assert.deepEqual(withoutPgVariables(env), rest);
    dropPgVariables(env);
    assert.deepEqual(env, rest);
  });
});
