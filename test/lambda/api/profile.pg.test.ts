import assert from "node:assert/strict";
import { LocalApi } from "./local-api.ts";

const POST = { message: "hello", ttl: "1-day" };

describe("the caller's profile", () => {
  let api: LocalApi;
  beforeEach(async () => void (api = await LocalApi.open()));
  afterEach(() => api.close());

  const users = () => api.query("select handle, email, display_name, cognito_user_id from users");
  /** What PreSignUp leaves of `ada`. */
  const reserve = (expiry = "now() + interval '1 day'") =>
    api.query(
      `insert into handle_reservations (handle, user_name, email, display_name, expires_at)
       values ('ada', 'user-ada', 'ada@example.com', 'Ada', ${expiry})`,
    );
  const ADA = {
    handle: "ada",
    email: "ada@example.com",
    display_name: "Ada",
    cognito_user_id: "sub-ada",
  };

  it("is given by GET /api/me, with just these fields", async () => {
    const uuid = await api.addUser("ada");
    const { status, json, headers } = await api.get("/api/me", "ada");
    const { created_at, ...rest } = json as { created_at: string };
    assert.equal(status, 200);
    assert.deepEqual(rest, { uuid, handle: "ada", display_name: "Ada", email: "ada@example.com" });
    assert.ok(Math.abs(Date.parse(created_at) - Date.now()) < 3_600_000);
    assert.equal(headers.get("cache-control"), "no-store");
  });

  it("is nobody's without a token", async () => {
    assert.equal((await api.get("/api/me")).status, 401);
  });

  for (const [what, call] of [
    ["GET /api/me", () => api.get("/api/me", "ada")],
    ["POST /api/activities", () => api.post(POST, "ada")],
  ] as const) {
    it(`is written by ${what} from the reservation, when the confirmation could not`, async () => {
      await reserve();
      assert.ok((await call()).status < 300);
      assert.deepEqual(await users(), [ADA]);
      assert.ok((await call()).status < 300);
      assert.equal((await users()).length, 1);
    });

    it(`is written once when twenty calls of ${what} come at once`, async () => {
      await reserve();
      const answers = await Promise.all(Array.from({ length: 20 }, call));
      assert.deepEqual([...new Set(answers.map(({ status }) => Math.floor(status / 100)))], [2]);
      assert.deepEqual(await users(), [ADA]);
    });

    it(`is pending for ${what} when there is nothing to write it from`, async () => {
      await api.query(
        "insert into handle_reservations (handle, user_name, email, display_name, expires_at) values ('eve', 'user-eve', 'e@x.y', 'Eve', now() + interval '1 day')",
      );
      const { status, json } = await call();
      assert.equal(status, 409);
      assert.equal((json as { error: string }).error, "profile_pending");
      assert.deepEqual(await users(), []);
      assert.deepEqual(await api.query("select from activities"), []);
    });
  }

  it("is written from an expired reservation too, which nobody else has taken", async () => {
    await reserve("now() - interval '3 days'");
    assert.equal((await api.get("/api/me", "ada")).status, 200);
  });

  it("gets another handle when somebody's row has it by now", async () => {
    await reserve();
    await api.query(
      "insert into users (display_name, email, handle, cognito_user_id) values ('X', 'x@y.z', 'ada', 'MOCK')",
    );
    const { json } = await api.get("/api/me", "ada");
    assert.equal((json as { handle: string }).handle, "ada_suba");
  });
});
