import assert from "node:assert/strict";
import fc from "fast-check";
import pg from "pg";
import type { ConnectionParameters } from "#database/connection/connect";
import { handleCandidates } from "#lib/domain/handle";
import { run } from "#lib/sql/statement";
import { reserveHandle } from "#sql/reserve-handle";
import { asRole, dropDatabase, freshDatabase } from "#test/databases";
import { registerUser, type ConfirmedUser } from "../../../lambda/shared/register-user.ts";

const person = (number: number, handle = `person_${number}`): ConfirmedUser => {
  const sub = `${String(number).repeat(8)}-aaaa-4bbb-8ccc-dddddddddddd`;
  return {
    cognitoUserId: sub,
    userName: sub,
    email: `person-${number}@example.com`,
    displayName: `Person ${number}`,
    handle,
  };
};
const ADA = person(1, "ada");
const EVE = person(2, "ada");

describe("registerUser", () => {
  let database: ConnectionParameters;
  let pool: pg.Pool;
  let superuser: pg.Pool;
  beforeEach(async () => {
    database = await freshDatabase();
    superuser = new pg.Pool({ ...database, ssl: false, max: 4 });
    pool = new pg.Pool({ ...asRole(database, "cruddur_sign_up"), ssl: false, max: 20 });
  });
  afterEach(async () => {
    await pool.end();
    await superuser.end();
    await dropDatabase(database);
  });

  const asSuperuser = async (text: string) =>
    (await superuser.query<Record<string, unknown>>(text)).rows;
  const users = () =>
    asSuperuser(
      "select handle, email, display_name, cognito_user_id from users order by created_at, uuid",
    );
  const reserve = async (user: ConfirmedUser) =>
    (await run(pool, reserveHandle, user)).length === 1;
  const addUser = (handle: string, email: string, sub: string) =>
    asSuperuser(
      `insert into users (display_name, email, handle, cognito_user_id) values ('Old name', '${email}', '${handle}', '${sub}')`,
    );

  it("writes the user and keeps the reserved handle, with nothing personal left in the reservation", async () => {
    await reserve(ADA);
    const written = await registerUser(pool, ADA);
    assert.deepEqual(await users(), [
      {
        handle: "ada",
        email: ADA.email,
        display_name: ADA.displayName,
        cognito_user_id: ADA.cognitoUserId,
      },
    ]);
    assert.deepEqual(
      await asSuperuser(
        "select handle, user_uuid, email, display_name, expires_at from handle_reservations",
      ),
      [
        {
          handle: "ada",
          user_uuid: written.uuid,
          email: null,
          display_name: null,
          expires_at: null,
        },
      ],
    );
  });

  it("takes one statement when all is well", async () => {
    await reserve(ADA);
    let statements = 0;
    await registerUser(
      {
        query: (config) => {
          statements += 1;
          return pool.query(config);
        },
      },
      ADA,
    );
    assert.equal(statements, 1);
  });

  it("writes one row when twenty do it at once, and gives all of them that row", async () => {
    for (const isReserved of [true, false, true]) {
      await asSuperuser("truncate users, handle_reservations cascade");
      if (isReserved) await reserve(ADA);
      const all = await Promise.all(Array.from({ length: 20 }, () => registerUser(pool, ADA)));
      assert.equal(new Set(all.map(({ uuid }) => uuid)).size, 1);
      assert.equal((await users()).length, 1);
      assert.equal((await asSuperuser("select from handle_reservations")).length, 1);
    }
  });

  it("writes one row when twenty at once bring different handles and another case of the email", async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        registerUser(pool, {
          ...ADA,
          handle: `ada_${index % 5}`,
          email: index % 2 ? ADA.email : ADA.email.toUpperCase(),
        }),
      ),
    );
    assert.equal(new Set(all.map(({ uuid }) => uuid)).size, 1);
    assert.equal((await users()).length, 1);
  });

  it("gives different people who want one handle at once a row each, and one of them the handle", async () => {
    const people = Array.from({ length: 9 }, (_, index) => person(index + 1, "ada"));
    const all = await Promise.all(people.map((user) => registerUser(pool, user)));
    assert.equal(new Set(all.map(({ handle }) => handle)).size, 9);
    assert.equal(all.filter(({ handle }) => handle === "ada").length, 1);
    for (const { handle } of all) assert.match(handle, /^ada(_\d{4})?$/);
  });

  it("gives a suffix when somebody else took the handle after the reservation had expired", async () => {
    await reserve(ADA);
    await asSuperuser("update handle_reservations set expires_at = now()");
    await reserve(EVE);
    assert.equal((await registerUser(pool, ADA)).handle, "ada_1111");
    assert.equal((await registerUser(pool, EVE)).handle, "ada");
  });

  it("keeps the handle of an expired reservation that nobody else has taken", async () => {
    await reserve(ADA);
    await asSuperuser("update handle_reservations set expires_at = now() - interval '9 days'");
    assert.equal((await registerUser(pool, ADA)).handle, "ada");
  });

  it("leaves alone the live reservation of somebody else", async () => {
    await reserve(EVE);
    assert.equal((await registerUser(pool, ADA)).handle, "ada_1111");
    assert.equal((await registerUser(pool, EVE)).handle, "ada");
  });

  it("gives a suffix when a row written by hand has the handle, in another case", async () => {
    await addUser("Ada", "hand@example.com", "MOCK");
    assert.equal((await registerUser(pool, ADA)).handle, "ada_1111");
  });

  it("says so when every handle that it could make is taken", async () => {
    for (const [index, handle] of handleCandidates("ada", ADA.cognitoUserId).entries()) {
      await addUser(handle, `squatter-${index}@example.com`, "MOCK");
    }
    await assert.rejects(registerUser(pool, ADA), /every handle/);
  });

  for (const [what, sub] of [
    ["that waits for a Cognito user", "MOCK"],
    ["of a Cognito user that was deleted", "old-sub"],
  ] as const) {
    it(`links the row ${what} by its email, and keeps its handle and its cruds`, async () => {
      await addUser("old_handle", ADA.email.toUpperCase(), sub);
      await asSuperuser(
        "insert into activities (user_uuid, message) select uuid, 'mine' from users",
      );
      const { handle } = await registerUser(pool, ADA);
      assert.equal(handle, "old_handle");
      assert.deepEqual(
        await asSuperuser(
          "select cognito_user_id, message from activities join users on users.uuid = user_uuid",
        ),
        [{ cognito_user_id: ADA.cognitoUserId, message: "mine" }],
      );
    });
  }

  it("writes the user again, with the same handle, when the row was deleted", async () => {
    await registerUser(pool, ADA);
    await asSuperuser("delete from users");
    assert.equal((await registerUser(pool, ADA)).handle, "ada");
    assert.equal((await users()).length, 1);
  });

  it("stores SQL in a name as a name", async () => {
    const displayName = "Robert'); drop table users; --";
    await registerUser(pool, { ...ADA, displayName });
    assert.equal((await users())[0]!["display_name"], displayName);
  });

  /** One thing that may happen; numbers choose among few people and handles, so that they get in each other's way. */
  type Operation = readonly [
    "reserve" | "register" | "expire" | "delete",
    person: number,
    handle: number,
  ];

  it("holds its promises in any order of reservations, registrations, expiries and deletions, many at once", async () => {
    const operation: fc.Arbitrary<Operation> = fc.tuple(
      fc.constantFrom("reserve", "register", "register", "expire", "delete"),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 2 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(operation, { minLength: 1, maxLength: 6 }), {
          minLength: 1,
          maxLength: 6,
        }),
        async (batches) => {
          await asSuperuser("truncate users, handle_reservations cascade");
          for (const batch of batches) {
            await Promise.all(batch.map(perform));
            await checkPromises(batch);
          }
        },
      ),
      { numRuns: 60 },
    );
  }).timeout(60_000);

  async function perform([kind, number, handle]: Operation): Promise<void> {
    const user = person(number, `handle_${handle}`);
    if (kind === "reserve") await reserve(user);
    else if (kind === "register") await registerUser(pool, user);
    else if (kind === "expire") {
      await asSuperuser(
        `update handle_reservations set expires_at = now() where handle = '${user.handle}' and user_uuid is null`,
      );
    } else await asSuperuser(`delete from users where cognito_user_id = '${user.cognitoUserId}'`);
  }

  async function checkPromises(batch: readonly Operation[]): Promise<void> {
    const rows = await users();
    // Everybody who registered has a row, unless the same batch deleted it.
    for (const [kind, number] of batch) {
      const isDeleted = batch.some(([other, who]) => other === "delete" && who === number);
      if (kind !== "register" || isDeleted) continue;
      const own = rows.filter((row) => row["cognito_user_id"] === person(number).cognitoUserId);
      assert.equal(own.length, 1, `person ${number}: ${JSON.stringify(rows)}`);
      assert.equal(own[0]!["email"], person(number).email);
    }
    // Each row holds its handle, and no handle is held by nobody.
    assert.deepEqual(
      await asSuperuser(`
        select users.handle, held.handle as held from users
        full join (select * from handle_reservations where user_uuid is not null) as held
          on held.user_uuid = users.uuid and held.handle = users.handle
        where users.handle is null or held.handle is null`),
      [],
    );
  }
});
