import assert from "node:assert/strict";
import fc from "fast-check";
import { openClient } from "#database/connection/connect";
import { isVisible } from "#lib/domain/visible-text";
import { TTL_INTERVALS } from "#lib/domain/ttl";
import { identifier } from "#lib/sql/quote";
import { LocalApi } from "./local-api.ts";

interface Crud {
  readonly uuid: string;
  readonly message: string;
  readonly handle: string;
  readonly created_at: string;
  readonly expires_at: string;
}

/** In hours. */
const lifeOf = ({ created_at, expires_at }: Crud) =>
  (Date.parse(expires_at) - Date.parse(created_at)) / 3_600_000;
const hoursOf = (ttl: string) => {
  const [amount, unit] = ttl.split("-") as [string, string];
  return Number(amount) * (unit.startsWith("day") ? 24 : 1);
};

const errorsOf = (json: unknown) => (json as { errors: string[] }).errors;

/** Characters of every kind that matters, half of a surrogate pair among them. */
const CHARACTERS = fc.constantFrom(
  "a",
  "Z",
  " ",
  "\t",
  "\0",
  "'",
  "\\",
  "é",
  "e\u0301",
  "漢",
  "\u200b",
  "😀",
  "\ud83d",
);

describe("POST /api/activities", () => {
  let api: LocalApi;
  beforeEach(async () => {
    api = await LocalApi.open();
    await api.addUser("ada");
  });
  afterEach(() => api.close());

  const count = async () => (await api.query("select from activities")).length;

  for (const ttl of Object.keys(TTL_INTERVALS)) {
    it(`writes a crud that lives for ${ttl}, and gives it as the feed does`, async () => {
      const { status, json } = await api.post({ message: "hello", ttl });
      assert.equal(status, 201);
      const crud = json as Crud;
      assert.equal(lifeOf(crud), hoursOf(ttl));
      assert.equal(crud.handle, "ada");
      assert.deepEqual((await api.get("/api/activities/home")).json, [json]);
    });
  }

  it("lets a crud live its whole time where the clocks change tomorrow", async () => {
    const dayOfYear = (days: number) => {
      const at = new Date(Date.now() + days * 86_400_000);
      return Math.ceil((at.getTime() - Date.UTC(at.getUTCFullYear(), 0, 0)) / 86_400_000) % 365;
    };
    const { database } = api.database;
    const zone = `STD0DST,${dayOfYear(1)},${dayOfYear(100)}`;
    await api.query(`alter database ${identifier(database)} set timezone = '${zone}'`);
    const client = await openClient(api.database, "test", { isTheirs: true });
    const week = "select extract(epoch from now() + interval '7 days' - now()) / 3600 as hours";
    const [here] = (await client.query<{ hours: string }>(week)).rows;
    await client.end();
    assert.equal(Number(here!.hours), 167, "the zone of the test changes its clocks");
    for (const ttl of Object.keys(TTL_INTERVALS)) {
      const { json } = await api.post({ message: "hello", ttl });
      assert.equal(lifeOf(json), hoursOf(ttl), ttl);
    }
  });

  const messages: [what: string, message: unknown, faults: string[]][] = [
    ["no message", undefined, ["message_blank"]],
    ["null", null, ["message_blank"]],
    ["an empty message", "", ["message_blank"]],
    ["white space", " \n\t\u00a0\u3000", ["message_blank"]],
    ["a number", 5, ["message_invalid"]],
    ["an object", { toString: "x" }, ["message_invalid"]],
    ["281 letters", "x".repeat(281), ["message_exceed_max_chars"]],
    ["281 emoji", "😀".repeat(281), ["message_exceed_max_chars"]],
    ["NUL", "a\0b", ["message_invalid"]],
    ["half of a surrogate pair", "a\ud83d", ["message_invalid"]],
    ["the halves in the wrong order", "\ude00\ud83d", ["message_invalid"]],
    ["too much with NUL", "\0".repeat(281), ["message_exceed_max_chars", "message_invalid"]],
  ];
  const ttls: [what: string, ttl: unknown, faults: string[]][] = [
    ["a right time", "1-day", []],
    ["no time", undefined, ["ttl_blank"]],
    ["an empty time", "", ["ttl_blank"]],
    ["another time", "2-days", ["ttl_invalid"]],
    ["SQL for a time", "1 day'; drop table users; --", ["ttl_invalid"]],
    ["a time in an array", ["1-day"], ["ttl_invalid"]],
    ["a method's name", "constructor", ["ttl_invalid"]],
  ];
  for (const [what, message, faults] of messages) {
    it(`says every fault at once of ${what} with each kind of time`, async () => {
      for (const [when, ttl, others] of ttls) {
        const { status, json } = await api.post({ message, ttl });
        assert.equal(status, 422, when);
        assert.equal((json as { error: string }).error, "invalid_activity");
        assert.deepEqual(errorsOf(json), [...faults, ...others], when);
      }
      assert.equal(await count(), 0);
    });
  }
  for (const [what, ttl, faults] of ttls.slice(1)) {
    it(`refuses ${what}`, async () => {
      assert.deepEqual(errorsOf((await api.post({ message: "hello", ttl })).json), faults);
    });
  }

  for (const [what, message] of [
    ["280 letters", "x".repeat(280)],
    ["280 emoji", "😀".repeat(280)],
    ["a family of seven code points", "👨‍👩‍👧‍👦".repeat(40)],
    ["SQL", "'); drop table public.users; --"],
    ["HTML", '<script>alert("1")</script><img src=x onerror=alert(1)>'],
    ["a placeholder", "$1 :name %s ${x} \\ \\u0000"],
    ["space around it", "  hello \n world  "],
  ] as const) {
    it(`stores ${what} as it is`, async () => {
      const { status, json } = await api.post({ message, ttl: "1-hour" });
      assert.equal(status, 201);
      assert.equal((json as Crud).message, message);
      assert.deepEqual(await api.query("select message from activities"), [{ message }]);
    });
  }

  it("stores any text that the rules allow, and refuses all others, without an error of the database", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: CHARACTERS, maxLength: 300 }), async (message) => {
        const { status, json } = await api.post({ message, ttl: "1-day" });
        const fits =
          isVisible(message) && Array.from(message).length <= 280 && !message.includes("\0");
        assert.equal(status, fits && message.isWellFormed() ? 201 : 422);
        if (status === 201) assert.equal((json as Crud).message, message);
      }),
      { numRuns: 60 },
    );
    assert.deepEqual(api.errors, []);
  });

  it("refuses a message of which nothing can be seen", async () => {
    const { status, json } = await api.post({ message: "\u200b \u2060", ttl: "1-day" });
    assert.equal(status, 422);
    assert.deepEqual((json as { errors: string[] }).errors, ["message_blank"]);
  });

  it("takes the author from the token alone", async () => {
    await api.addUser("eve");
    const { json } = await api.post(
      { message: "hello", ttl: "1-day", handle: "ada", user_uuid: "x", cognito_user_id: "sub-ada" },
      "eve",
    );
    assert.equal((json as Crud).handle, "eve");
  });

  it("answers 401, and reads no body, without a token", async () => {
    const answer = await api.request("/api/activities", { method: "POST", body: "not JSON" });
    assert.equal(answer.status, 401);
    assert.equal((answer.json as { error: string }).error, "unauthorized");
    assert.match(answer.headers.get("www-authenticate")!, /^Bearer/);
  });

  for (const [what, body] of [
    ["malformed JSON", '{"message": "hello", '],
    ["an empty body", ""],
    ["invalid UTF-8", Uint8Array.from([0x22, 0xc3, 0x28, 0x22])],
  ] as const) {
    it(`answers 400 to ${what}`, async () => {
      const answer = await api.post(body);
      assert.equal(answer.status, 400);
      assert.equal((answer.json as { error: string }).error, "malformed_json");
    });
  }

  for (const body of [
    "null",
    "[]",
    "5",
    '"hello"',
    "{}",
    '{"__proto__": {"message": "x", "ttl": "1-day"}}',
  ]) {
    it(`answers 422 to ${body}`, async () => {
      const { status, json } = await api.post(body);
      assert.equal(status, 422);
      assert.deepEqual(errorsOf(json), ["message_blank", "ttl_blank"]);
    });
  }

  for (const type of ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonx"]) {
    it(`answers 415 to content type ${JSON.stringify(type)}`, async () => {
      const { status, json } = await api.post({ message: "hello", ttl: "1-day" }, "ada", {
        "content-type": type,
      });
      assert.equal(status, 415);
      assert.equal((json as { error: string }).error, "unsupported_media_type");
    });
  }

  it("takes application/json with a charset, in any case", async () => {
    const type = { "content-type": "Application/JSON; charset=utf-8" };
    assert.equal((await api.post({ message: "é😀", ttl: "1-day" }, "ada", type)).status, 201);
  });

  it("answers 413 to a body over 16 KiB, and 422 to the longest that is not", async () => {
    const body = (bytes: number) => {
      const frame = '{"message":"","ttl":"1-day"}'.length;
      return `{"message":"${"x".repeat(bytes - frame)}","ttl":"1-day"}`;
    };
    assert.equal((await api.post(body(16 * 1024 + 1))).status, 413);
    assert.equal((await api.post(body(16 * 1024))).status, 422);
  });

  it("takes a message whose every character is escaped", async () => {
    const body = `{"message":"${"\\ud83d\\ude00".repeat(280)}","ttl":"1-day"}`;
    assert.equal((await api.post(body)).status, 201);
  });
});
