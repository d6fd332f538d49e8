import assert from "node:assert/strict";
import pg from "pg";
import type { ConnectionParameters } from "#database/connection/connect";
import { DISPLAY_NAME_MAX, displayNameFrom } from "#lib/domain/display-name";
import { EMAIL_MAX, isEmail } from "#lib/domain/email";
import { HANDLE_MAX, HANDLE_MIN, normalisedHandle } from "#lib/domain/handle";
import { MESSAGE_MAX, messageFaults } from "#lib/domain/message";
import { dropDatabase, freshDatabase } from "#test/databases";

/** The constraints cannot import the constants of lib/domain, so they are compared by trying. */
describe("the limits of sql/migrations and of lib/domain", () => {
  let database: ConnectionParameters;
  let client: pg.Client;
  before(async () => {
    database = await freshDatabase();
    client = new pg.Client({ ...database, ssl: false });
    await client.connect();
    await client.query(
      "insert into users (display_name, email, handle, cognito_user_id) values ('Ada', 'ada@example.com', 'ada', 's')",
    );
    await client.query(
      "insert into activities (user_uuid, message) select uuid, 'hello' from users",
    );
  });
  after(async () => {
    await client.end();
    await dropDatabase(database);
  });

  /** Whether the database takes a text; it must give it back as it was. */
  async function isTaken(column: string, text: string): Promise<boolean> {
    const [table, name] = column.split(".");
    try {
      const { rows } = await client.query(`update ${table} set ${name} = $1 returning ${name}`, [
        text,
      ]);
      assert.deepEqual(rows, [{ [name!]: text }]);
      return true;
    } catch (error) {
      assert.equal((error as pg.DatabaseError).code, "23514");
      return false;
    }
  }

  const cases: [string, number, (text: string) => boolean][] = [
    ["activities.message", MESSAGE_MAX, (text) => messageFaults(text).length === 0],
    ["users.display_name", DISPLAY_NAME_MAX, (text) => displayNameFrom(text) === text],
  ];
  for (const [column, most, isFit] of cases) {
    for (const character of ["x", "é", "漢", "😀"]) {
      it(`are the same for ${column} in ${character}`, async () => {
        for (const length of [0, 1, most, most + 1]) {
          const text = character.repeat(length);
          assert.equal(isFit(text), length >= 1 && length <= most, `${length}, by the rule`);
          assert.equal(await isTaken(column, text), isFit(text), `${length}, in the database`);
        }
      });
    }
  }

  it("are the same for users.email, which holds every address that one can sign up with", async () => {
    const address = (length: number) => "@example.com".padStart(length, "x");
    assert.equal(await isTaken("users.email", address(EMAIL_MAX)), true);
    assert.equal(await isTaken("users.email", address(EMAIL_MAX + 1)), false);
    for (const email of ["a@b.c", address(128)]) {
      assert.ok(isEmail(email));
      assert.equal(await isTaken("users.email", email), true);
    }
  });

  it("leave room in users.handle for every handle; the bootcamp's may be longer", async () => {
    for (const length of [HANDLE_MIN, HANDLE_MAX]) {
      const handle = "x".repeat(length);
      assert.equal(normalisedHandle(handle), handle);
      assert.equal(await isTaken("users.handle", handle), true);
    }
  });
});
