import assert from "node:assert/strict";
import fc from "fast-check";
import { from as copyFrom } from "pg-copy-streams";
import { pipeline } from "node:stream/promises";
import { CopyRows, uuidWords } from "#database/seeds/bulk/copy";
import { withClient } from "#database/connection/connect";
import { dropDatabase, freshDatabase } from "#test/databases";

describe("CopyRows", () => {
  it("is read by the server as it was meant", async () => {
    const cell = fc.record({
      key: fc.uuid(),
      number: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      at: fc.date({
        min: new Date("1971-01-01T00:00:00Z"),
        max: new Date("2199-12-31T00:00:00Z"),
        noInvalidDate: true,
      }),
      text: fc.string({ unit: "grapheme", maxLength: 60 }).filter((text) => !text.includes("\0")),
      nothing: fc.boolean(),
    });
    const database = await freshDatabase("schema");
    await withClient(database, "test", async (client) => {
      await client.query(
        "create table cells (row serial, key uuid, number int, at timestamptz, text text, other int)",
      );
      const property = fc.asyncProperty(fc.array(cell, { maxLength: 40 }), async (cells) => {
        await client.query("truncate cells restart identity");
        const rows = new CopyRows();
        for (const { key, number, at, text, nothing } of cells) {
          rows.begin(5);
          rows.uuid(uuidWords(key));
          rows.integer(number);
          rows.timestamp(at.getTime());
          rows.beginText();
          rows.piece(Buffer.from(text));
          rows.digits(Math.abs(number));
          rows.endText();
          if (nothing) rows.null();
          else rows.integer(1);
        }
        assert.equal(rows.rows, cells.length);
        const stream = client.query(
          copyFrom("copy cells (key, number, at, text, other) from stdin (format binary)"),
        );
        await pipeline([rows.end()], stream);
        const stored = await client.query(
          "select key, number, at, text, other is null as nothing from cells order by row",
        );
        assert.deepEqual(
          stored.rows,
          cells.map((it) => ({ ...it, text: `${it.text}${Math.abs(it.number)}` })),
        );
      });
      await fc.assert(property, { numRuns: 30 });
    });
    await dropDatabase(database);
  });

  it("gives out a buffer when one is full, and goes on in another", () => {
    const rows = new CopyRows();
    let given = 0;
    for (let row = 0; row < 50_000; row += 1) {
      rows.begin(2);
      rows.integer(row);
      rows.null();
      given += rows.full()?.length ?? 0;
    }
    const total = given + rows.end().length;
    assert.ok(given > 0);
    assert.equal(total, 19 + 50_000 * (2 + 8 + 4) + 2);
  });
});
