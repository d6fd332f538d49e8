import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { fromRoot } from "#lib/root";
import { withClient } from "#database/connection/connect";
import { identifier, literal } from "#lib/sql/quote";
import { asTestSuperuser, testServer } from "#test/databases";
import { DATABASE_PARAMETERS, parameterFamily } from "../../../infra/database/parameters.ts";

const valueOf = (name: string) => DATABASE_PARAMETERS.find((one) => one.name === name)?.value;

describe("DATABASE_PARAMETERS", () => {
  it("names every parameter once", () => {
    const names = DATABASE_PARAMETERS.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
  });

  it("is taken by PostgreSQL, none at once that it reads at its start only", async () => {
    const { maintenance, ...server } = await testServer();
    const superuser = await asTestSuperuser({ ...server, database: maintenance });
    await withClient(superuser, "test", async (client) => {
      for (const { name, value, applyMethod } of DATABASE_PARAMETERS) {
        if (name.startsWith("rds.")) continue;
        const { rows } = await client.query("select context from pg_settings where name = $1", [
          name,
        ]);
        if (rows[0]?.context === "postmaster") assert.equal(applyMethod, "pending-reboot", name);
        // Checks the value and writes it down; nobody reads that before it is taken back.
        await client.query(`alter system set ${identifier(name)} = ${literal(value)}`);
        await client.query(`alter system reset ${identifier(name)}`);
      }
    });
  });

  it("logs who came, who changed the schema and what took long, but nothing that people wrote", () => {
    assert.equal(valueOf("log_connections"), "1");
    assert.equal(valueOf("log_statement"), "ddl");
    assert.ok(Number(valueOf("log_min_duration_statement")) > 0);
    assert.equal(valueOf("log_parameter_max_length"), "0");
    assert.equal(valueOf("log_parameter_max_length_on_error"), "0");
    assert.equal(valueOf("log_error_verbosity"), "terse");
  });

  it("allows each extension that a migration creates", async () => {
    const allowed = valueOf("rds.allowed_extensions")?.split(",") ?? [];
    const folder = fromRoot("sql", "migrations");
    let found = 0;
    for (const file of await readdir(folder)) {
      const text = await readFile(fromRoot("sql", "migrations", file), "utf8");
      for (const [, extension] of text.matchAll(
        /create extension (?:if not exists )?"?([\w-]+)/gi,
      )) {
        found += 1;
        assert.ok(allowed.includes(extension!), `${file} creates ${extension}`);
      }
    }
    assert.notEqual(found, 0);
  });
});

describe("parameterFamily", () => {
  it("goes by engine and major version", () => {
    assert.equal(parameterFamily("postgres", "18"), "postgres18");
    assert.equal(parameterFamily("postgres", "18.4"), "postgres18");
    assert.equal(parameterFamily("aurora-postgresql", "17"), "aurora-postgresql17");
  });
});
