import assert from "node:assert/strict";
import type { PreSignUpTriggerEvent } from "aws-lambda";
import pg from "pg";
import type { ConnectionParameters } from "#database/connection/connect";
import { asRole, dropDatabase, freshDatabase } from "#test/databases";
import { reserveHandle } from "../../../lambda/pre-sign-up/reserve-handle.ts";
import { ADA, MALLORY, preSignUp, type Person } from "../events.ts";

describe("reserveHandle", () => {
  let database: ConnectionParameters;
  let pool: pg.Pool;
  beforeEach(async () => {
    database = await freshDatabase();
    pool = new pg.Pool({ ...asRole(database, "cruddur_sign_up"), ssl: false, max: 10 });
  });
  afterEach(async () => {
    await pool.end();
    await dropDatabase(database);
  });

  const reserve = (person: Person): Promise<string> =>
    reserveHandle(pool, preSignUp(person) as unknown as PreSignUpTriggerEvent).then(
      () => "reserved",
      (error: Error) => error.message,
    );
  const holders = async () =>
    (
      await pool.query<{ user_name: string }>(
        "select user_name from handle_reservations order by 1",
      )
    ).rows.map(({ user_name }) => user_name);
  const addUser = (person: Person, sub = person.sub) =>
    pool.query(
      "insert into users (display_name, email, handle, cognito_user_id) values ($1, $2, $3, $4)",
      [person.name, person.email, person.handle, sub],
    );
  const expire = () => pool.query("update handle_reservations set expires_at = now()");

  const rival: Person = { ...MALLORY, handle: ADA.handle };

  it("lets exactly one of many at once have a handle, however they write it", async () => {
    for (let round = 0; round < 10; round += 1) {
      const handle = `round_${round}`;
      const people = Array.from({ length: 8 }, (_, index) => ({
        ...ADA,
        sub: `sub-${round}-${index}`,
        email: `person-${index}@example.com`,
        handle: index % 2 === 0 ? handle : handle.toUpperCase(),
      }));
      const answers = await Promise.all(people.map(reserve));
      assert.deepEqual(answers.sort(), [...Array<string>(7).fill("HANDLE_TAKEN"), "reserved"]);
    }
    assert.equal((await holders()).length, 10);
  });

  it("gives an expired reservation to the next who asks, and the first one nothing", async () => {
    await reserve(ADA);
    await expire();
    assert.equal(await reserve(rival), "reserved");
    assert.equal(await reserve(ADA), "HANDLE_TAKEN");
    assert.deepEqual(await holders(), [rival.sub]);
  });

  it("lets exactly one of many at once take over an expired reservation", async () => {
    await reserve(ADA);
    await expire();
    const rivals = Array.from({ length: 8 }, (_, index) => ({
      ...rival,
      sub: `r-${index}`,
      email: `r${index}@example.com`,
    }));
    const answers = await Promise.all(rivals.map(reserve));
    assert.equal(answers.filter((answer) => answer === "reserved").length, 1);
  });

  it("lets the same person reserve again, by user name or by email in any case", async () => {
    await reserve(ADA);
    assert.equal(await reserve({ ...ADA, email: "ada.other@example.com" }), "reserved");
    assert.equal(
      await reserve({ ...ADA, sub: "a-new-sub", email: "ADA.Other@example.com" }),
      "reserved",
    );
    assert.deepEqual(await holders(), ["a-new-sub"]);
  });

  it("starts the day anew when the same person reserves again", async () => {
    await reserve(ADA);
    await pool.query("update handle_reservations set expires_at = now() + interval '1 minute'");
    await reserve(ADA);
    const { rows } = await pool.query(
      "select from handle_reservations where expires_at > now() + interval '23 hours'",
    );
    assert.equal(rows.length, 1);
  });

  it("leaves an address one open reservation, the last: what it had before is anybody's", async () => {
    const open = async () => {
      const { rows } = await pool.query<{ handle: string }>(
        "select handle from handle_reservations where expires_at > now() order by 1",
      );
      return rows.map(({ handle }) => handle);
    };
    await reserve(rival);
    for (const handle of ["one", "two", "three", "one"]) {
      const asked = { ...ADA, sub: `sub-${handle}`, email: ADA.email.toUpperCase(), handle };
      assert.equal(await reserve(asked), "reserved");
      assert.deepEqual(await open(), [rival.handle, handle].sort());
    }
    assert.equal(await reserve({ ...ADA, handle: rival.handle }), "HANDLE_TAKEN");
    assert.deepEqual(await open(), [rival.handle, "one"].sort());
    assert.equal(await reserve({ ...MALLORY, handle: "two" }), "reserved");
    assert.deepEqual(await open(), ["one", "two"]);
  });

  it("refuses the handle of a user's row that has no reservation, in any case", async () => {
    await addUser({ ...ADA, handle: "Ada_Private" }, "MOCK");
    assert.equal(await reserve(rival), "HANDLE_TAKEN");
    assert.deepEqual(await holders(), []);
  });

  it("lets the person of a user's row keep the handle by their email", async () => {
    await addUser(ADA, "MOCK");
    assert.equal(await reserve({ ...ADA, email: ADA.email.toUpperCase() }), "reserved");
  });

  it("refuses the handle of a registered user for ever", async () => {
    await reserve(ADA);
    await addUser(ADA);
    await pool.query(
      "update handle_reservations set user_uuid = (select uuid from users), expires_at = null, email = null, display_name = null",
    );
    assert.equal(await reserve(rival), "HANDLE_TAKEN");
    assert.equal(await reserve({ ...rival, sub: ADA.sub }), "HANDLE_TAKEN");
  });
});
