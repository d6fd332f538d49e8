import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { archiveOf, bundleAll, type Bundles } from "#infra/functions/code";
import { FUNCTIONS } from "#lib/domain/functions";
import { regionalCa } from "#lib/connection/rds-certificates";
import { fromRoot } from "#lib/root";

describe("bundleAll", () => {
  let bundles: Bundles;
  before(async () => void (bundles = await bundleAll("eu-central-1")));

  it("builds every function, with the region's authorities of RDS beside it", () => {
    assert.deepEqual(
      Object.keys(bundles),
      FUNCTIONS.map(({ name }) => name),
    );
    for (const code of Object.values(bundles)) {
      assert.match(new TextDecoder().decode(code["index.cjs"] as Uint8Array), /handler/);
      assert.equal(code["rds-ca.pem"], regionalCa("eu-central-1"));
    }
  });

  it("gives the migrator every migration, and the others none", async () => {
    const files = (await readdir(fromRoot("sql", "migrations"))).filter((it) =>
      it.endsWith(".sql"),
    );
    const sqlOf = (name: keyof Bundles) =>
      Object.keys(bundles[name]).filter((file) => file.startsWith("sql/"));
    assert.deepEqual(
      sqlOf("migrator"),
      files.sort().map((file) => `sql/migrations/${file}`),
    );
    assert.deepEqual(sqlOf("api"), []);
  });

  it("gives the same bytes twice", async () => {
    assert.deepEqual(await bundleAll("eu-central-1"), bundles);
  });

  it("refuses a migration that db:migrate refuses, before anything is made", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "cruddur-code-"));
    try {
      await writeFile(path.join(folder, "0001-unsafe.sql"), "drop table public.users;");
      await assert.rejects(bundleAll("eu-central-1", undefined, folder), {
        name: "RefusedError",
        message: /0001-unsafe\.sql:1:1: Table public\.users and its data are deleted/,
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("names file, line and column of a source that does not build, once, and says that nothing was changed", async () => {
    const location = { file: "lambda/shared/log.ts", line: 3, column: 6 };
    const cause = Object.assign(new Error("esbuild"), {
      errors: [{ text: 'Expected ";"', location }],
    });
    await assert.rejects(
      bundleAll("eu-central-1", async () => {
        throw new Error("does not build", { cause });
      }),
      {
        name: "UserError",
        message: 'Functions do not build:\nlambda/shared/log.ts:3:7: Expected ";"',
        hint: /Nothing was changed/,
      },
    );
  });
});

describe("archiveOf", () => {
  it("holds the files by their names, in one order", async () => {
    const archive = archiveOf({ "rds-ca.pem": "pem", "index.cjs": new TextEncoder().encode("é") });
    const assets = (await archive.assets) as Record<string, pulumi.asset.FileAsset>;
    assert.deepEqual(Object.keys(assets), ["index.cjs", "rds-ca.pem"]);
    assert.equal(await readFile(fromRoot(await assets["index.cjs"]!.path), "utf8"), "é");
  });
});
