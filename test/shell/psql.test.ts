import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { findPsql, psqlCall } from "#shell/psql";
import type { Target } from "#lib/domain/target";

const parameters = {
  host: "127.0.0.1",
  port: 5433,
  user: "postgres",
  password: "p@ss' \"$(word)",
  database: "cruddur",
};
const target = (isLocal: boolean): Target => ({
  name: isLocal ? "local" : "prod",
  environment: isLocal ? "local" : "production",
  isLocal,
  isProduction: !isLocal,
  parameters,
  maintenance: "postgres",
  kind: "external",
  describe: () => "it",
});
const options = { parameters, colour: false };

describe("psqlCall", () => {
  it("gives address and password by the environment, and nothing of them by the arguments", () => {
    const { args, env } = psqlCall(target(true), options, {
      PATH: "/bin",
      PGSERVICE: "other",
      PGHOSTADDR: "10.0.0.1",
      PGOPTIONS: "-c role=x",
    });
    assert.equal(env["PGPASSWORD"], parameters.password);
    assert.equal(env["PGHOST"], "127.0.0.1");
    assert.equal(env["PGPORT"], "5433");
    assert.equal(env["PGSSLMODE"], "disable");
    assert.match(env["PGAPPNAME"]!, /^cruddur\/connect@/);
    assert.equal(env["PATH"], "/bin");
    for (const name of ["PGSERVICE", "PGHOSTADDR", "PGOPTIONS"]) assert.equal(env[name], undefined);
    assert.ok(args.every((arg) => !arg.includes(parameters.password)));
    assert.ok(args.includes("PROMPT1=local %/%R%x%# "));
  });

  it("verifies a server on RDS whatever the URL says, by the authorities it is given", () => {
    const host = "cruddur.c9a.us-east-1.rds.amazonaws.com";
    const onRds = { ...parameters, host, sslmode: "disable", sslrootcert: "/state/ca.pem" };
    const { env } = psqlCall(
      target(false),
      { ...options, parameters: onRds },
      { PGSSLMODE: "disable", PGSSLROOTCERT: "/elsewhere" },
    );
    assert.deepEqual([env["PGSSLMODE"], env["PGSSLROOTCERT"]], ["verify-full", "/state/ca.pem"]);
  });

  it("reads the user's psqlrc at a local prompt only: elsewhere it could hide the prompt", () => {
    assert.equal(psqlCall(target(true), options, {}).args.includes("--no-psqlrc"), false);
    assert.equal(psqlCall(target(false), options, {}).args.includes("--no-psqlrc"), true);
    const piped = { ...options, input: Buffer.from("") };
    assert.equal(psqlCall(target(true), piped, {}).args.includes("--no-psqlrc"), true);
  });

  it("stops at the first error, and hands a command over as input, when nobody types", () => {
    const { args, input } = psqlCall(
      target(true),
      { ...options, input: Buffer.from("select 1"), isOne: true },
      {},
    );
    assert.ok(args.includes("ON_ERROR_STOP=1"));
    assert.ok(args.includes("--single-transaction"));
    assert.equal(String(input), "select 1");
    assert.ok(args.every((arg) => !arg.includes("select 1")));
  });
});

describe("findPsql", () => {
  it("is the first one on PATH that can be run, or none", async () => {
    const directory = await mkdtemp(path.join(tmpdir(), "find-psql-"));
    const file = path.join(directory, "psql");
    await writeFile(file, "#!/bin/sh\n");
    const env = { PATH: ["/nowhere", directory].join(path.delimiter) };
    assert.equal(await findPsql(env), undefined);
    await chmod(file, 0o755);
    assert.equal(await findPsql(env), file);
    assert.equal(await findPsql({}), undefined);
    await rm(directory, { recursive: true });
  });
});
