import assert from "node:assert/strict";
import fc from "fast-check";
import type pg from "pg";
import { withClient } from "#database/connection/connect";
import { identifier, literal } from "#lib/sql/quote";
import { testServer } from "#test/databases";

async function connected(work: (client: pg.Client) => Promise<void>): Promise<void> {
  const { maintenance, ...server } = await testServer();
  return withClient({ ...server, database: maintenance }, "test", work);
}

/** Every text that PostgreSQL can hold: no NUL, no half of a surrogate pair; many quotes and backslashes. */
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom("'", '"', "\\", "$", ";", "-", "E", "a", "é", "\n", "😀") }),
  fc.string({ unit: "binary" }).filter((value) => !value.includes("\0") && value.isWellFormed()),
);

describe("literal", () => {
  it("comes back from PostgreSQL as the text that it was", async () => {
    await connected(async (client) => {
      await fc.assert(
        fc.asyncProperty(text, async (value) => {
          const { rows } = await client.query(`select ${literal(value)}::text as value`);
          assert.equal(rows[0].value, value);
        }),
      );
    });
  });

  it("comes back the same when backslashes escape in every literal", async () => {
    await connected(async (client) => {
      await client.query("set standard_conforming_strings = off; set escape_string_warning = off");
      await fc.assert(
        fc.asyncProperty(text, async (value) => {
          const { rows } = await client.query(`select ${literal(value)}::text as value`);
          assert.equal(rows[0].value, value);
        }),
      );
    });
  });
});

describe("identifier", () => {
  it("names a column just as it is written", async () => {
    // 63 bytes are the most that PostgreSQL keeps of a name.
    const name = text.filter((value) => value !== "" && Buffer.byteLength(value) <= 63);
    await connected(async (client) => {
      await fc.assert(
        fc.asyncProperty(name, async (value) => {
          const { fields } = await client.query(`select 1 as ${identifier(value)}`);
          assert.equal(fields[0]!.name, value);
        }),
      );
    });
  });
});
