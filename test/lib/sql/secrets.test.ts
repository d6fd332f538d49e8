import assert from "node:assert/strict";
import { holdsSecret, withoutSecrets } from "#lib/sql/secrets";

describe("withoutSecrets", () => {
  for (const [query, shown] of [
    ["alter role bob password 'it''s mine'", "alter role bob password '…'"],
    [
      "CREATE ROLE bob LOGIN PASSWORD E'a\\nb' NOINHERIT",
      "CREATE ROLE bob LOGIN PASSWORD '…' NOINHERIT",
    ],
    [
      "select dblink('host=x password=hunter2 user=y')",
      "select dblink('host=x password='…' user=y')",
    ],
    ["-- postgresql://me:hunter2@db/cruddur", "-- postgresql://me:…@db/cruddur"],
  ] as const) {
    it(`hides the password of ${query}`, () => {
      assert.equal(withoutSecrets(query), shown);
      assert.equal(holdsSecret(query), true);
    });
  }

  for (const query of [
    "select 1",
    "alter role bob password null",
    "select password_changed_at from accounts",
    "select 'http://127.0.0.1:4567/api'",
  ]) {
    it(`leaves ${query} as it is`, () => assert.equal(withoutSecrets(query), query));
  }
});
