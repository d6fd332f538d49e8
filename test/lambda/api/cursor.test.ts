import assert from "node:assert/strict";
import fc from "fast-check";
import { formatCursor, parseCursor } from "../../../lambda/api/cursor.ts";

const UUID = "0192b000-0000-7000-8000-000000000001";
const encoded = (text: string) => Buffer.from(text).toString("base64url");

describe("parseCursor", () => {
  it("gives back every cursor that was made", () => {
    const time = fc
      .tuple(
        fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true }),
        fc.integer({ min: 0, max: 999 }),
      )
      .map(([date, micros]) =>
        date.toISOString().replace("Z", `${String(micros).padStart(3, "0")}Z`),
      );
    fc.assert(
      fc.property(time, fc.uuid(), (beforeCreatedAt, beforeUuid) => {
        const cursor = { beforeCreatedAt, beforeUuid };
        assert.deepEqual(parseCursor(formatCursor(cursor)), cursor);
      }),
    );
  });

  it("gives a cursor that needs no escape in an address", () => {
    assert.match(
      formatCursor({ beforeCreatedAt: "2026-11-22T06:44:11.123456Z", beforeUuid: UUID }),
      /^[\w-]+$/,
    );
  });

  it("refuses every other text", () => {
    fc.assert(fc.property(fc.string(), (text) => assert.equal(parseCursor(text), undefined)));
  });

  for (const time of [
    "2026-02-30T00:00:00.000000Z",
    "2026-13-01T00:00:00.000000Z",
    "2026-00-01T00:00:00.000000Z",
    "2026-01-01T24:00:00.000000Z",
    "2026-01-01T25:00:00.000000Z",
    "0000-01-01T00:00:00.000000Z",
    "2026-01-01T00:00:00.000Z",
    "2026-01-01T00:00:00.000000",
    "infinity",
  ]) {
    it(`refuses ${time}, which PostgreSQL would refuse or we never give`, () => {
      assert.equal(parseCursor(encoded(`${time}_${UUID}`)), undefined);
    });
  }

  it("refuses a uuid that is none", () => {
    assert.equal(parseCursor(encoded("2026-01-01T00:00:00.000000Z_nobody")), undefined);
  });
});
