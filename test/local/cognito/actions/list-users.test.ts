import assert from "node:assert/strict";
import { LocalPool, refusal, refused } from "../local-pool.ts";

describe("ListUsers", () => {
  let pool: LocalPool;
  const emails = Array.from({ length: 7 }, (_, at) => `user${at}@example.com`);
  before(async () => {
    pool = await LocalPool.open();
    // Three at each moment, so that a page ends between users of the same time.
    for (const [at, email] of emails.entries()) {
      if (at % 3 === 0) pool.now += 1000;
      await pool.signUp(email);
    }
  });
  after(() => pool.close());

  const addresses = (users: { Attributes: { Name: string; Value: string }[] }[]): string[] =>
    users.map(({ Attributes }) => Attributes.find(({ Name }) => Name === "email")?.Value ?? "");

  it("gives every user once, page by page", async () => {
    const seen: string[] = [];
    const sizes: number[] = [];
    let PaginationToken: string | undefined;
    do {
      const { body } = await pool.call("ListUsers", { Limit: 3, PaginationToken });
      seen.push(...addresses(body.Users));
      sizes.push(body.Users.length);
      PaginationToken = body.PaginationToken;
    } while (PaginationToken);
    assert.deepEqual(seen.toSorted(), emails);
    assert.deepEqual(sizes, [3, 3, 1]);
  });

  it("leaves nobody out when somebody on an earlier page is deleted", async () => {
    const first = await pool.call("ListUsers", { Limit: 4 });
    await pool.call("AdminDeleteUser", { Username: first.body.Users[3]?.Username });
    const { PaginationToken } = first.body;
    const second = await pool.call("ListUsers", { Limit: 4, PaginationToken });
    const seen = [...addresses(first.body.Users), ...addresses(second.body.Users)];
    assert.deepEqual(seen.toSorted(), emails);
  });

  it("gives no token with the last page", async () => {
    assert.equal((await pool.call("ListUsers", {})).body.PaginationToken, undefined);
  });

  it("filters, and shows the attributes that are asked for, never a password", async () => {
    const { body } = await pool.call("ListUsers", {
      Filter: 'email = "user0@example.com"',
      AttributesToGet: ["email"],
    });
    assert.equal(body.Users.length, 1);
    assert.deepEqual(body.Users[0]?.Attributes, [{ Name: "email", Value: "user0@example.com" }]);
    assert.ok(!("Password" in (body.Users[0] ?? {})));
  });

  it("refuses a limit above 60, and a token it did not give", async () => {
    const wide = await pool.call("ListUsers", { Limit: 61 });
    assert.match(wide.body.message, /'limit' failed .* less than or equal to 60/);
    assert.deepEqual(
      refusal(await pool.call("ListUsers", { PaginationToken: "made-up" })),
      refused("InvalidParameterException", "Invalid pagination token"),
    );
  });
});
