import assert from "node:assert/strict";
import path from "node:path";
import { rebuildsFor, type Rebuild } from "../../local/watch.ts";

describe("rebuildsFor", () => {
  const cases: [string, Rebuild[]][] = [
    ["lambda/api/app.ts", ["functions"]],
    ["lib/sql/quote.ts", ["functions"]],
    ["lib/domain/handle.ts", ["functions", "page"]],
    ["web/styles/base.css", ["page"]],
    ["sql/statements/find-user.sql", ["statements"]],
    ["sql/statements/find-user.ts", []],
    ["sql/migrations/0001-create-users.sql", ["migrations"]],
    ["sql/seeds/0001-people.sql", []],
    ["web/.app.ts.swp", []],
    ["lib/domain/.#handle.ts", []],
    ["lambda/README.md", []],
  ];
  for (const [file, rebuilds] of cases) {
    it(`gives ${rebuilds.join(" and ") || "nothing"} for ${file}`, () => {
      assert.deepEqual(rebuildsFor(file.replaceAll("/", path.sep)), rebuilds);
    });
  }
});
