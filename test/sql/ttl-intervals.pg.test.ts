import assert from "node:assert/strict";
import { withClient } from "#database/connection/connect";
import { TTL_INTERVALS } from "#lib/domain/ttl";
import { testServer } from "#test/databases";

const SECONDS = {
  "30-days": 2_592_000,
  "7-days": 604_800,
  "3-days": 259_200,
  "1-day": 86_400,
  "12-hours": 43_200,
  "3-hours": 10_800,
  "1-hour": 3_600,
};

describe("TTL_INTERVALS", () => {
  it("has the seven choices, and PostgreSQL takes each for the time that it says", async () => {
    const { maintenance, ...server } = await testServer();
    await withClient({ ...server, database: maintenance }, "test", async (client) => {
      const found: Record<string, number> = {};
      for (const [ttl, interval] of Object.entries(TTL_INTERVALS)) {
        const { rows } = await client.query(
          "select extract(epoch from $1::interval)::int as seconds",
          [interval],
        );
        found[ttl] = rows[0].seconds;
      }
      assert.deepEqual(found, SECONDS);
    });
  });
});
