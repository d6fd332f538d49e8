import assert from "node:assert/strict";
import { describeSqlFault, explainSqlError, positionAt, remedyFor } from "#lib/sql/error";

describe("positionAt", () => {
  it("counts lines and columns from 1 and gives the whole line, without a Windows line end", () => {
    const text = "one\r\ntwo\r\nthree";
    assert.deepEqual(positionAt(text, 0), { line: 1, column: 1, text: "one" });
    assert.deepEqual(positionAt(text, 6), { line: 2, column: 2, text: "two" });
    assert.deepEqual(positionAt(text, text.length), { line: 3, column: 6, text: "three" });
  });
});

describe("remedyFor", () => {
  for (const code of ["53100", "57P01", "55P03", "40P01", "08006"]) {
    it(`blames the server's state for ${code}`, () =>
      assert.match(remedyFor({ code }, ""), /not to blame/));
  }
  for (const error of [{ code: "42601" }, { code: "23505" }, undefined, new Error("x")]) {
    it(`blames the file for ${JSON.stringify(error)}`, () =>
      assert.match(remedyFor(error, ""), /^Mend the file/));
  }

  const read = { code: "25006", message: "cannot execute INSERT in a read-only transaction" };
  const late = { code: "57014", message: "canceling statement due to statement timeout" };
  it("blames the file for what it brings about itself, and not for what its comments say", () => {
    assert.match(remedyFor(read, "set transaction read only;"), /^The file itself/);
    assert.match(remedyFor(read, "set default_transaction_read_only = on;"), /^The file itself/);
    assert.match(remedyFor(read, "-- read only\nselect 1"), /not to blame/);
    assert.match(remedyFor(late, "set local statement_timeout = 10;"), /^The file itself/);
    assert.match(remedyFor(late, "select 1"), /not to blame/);
    const copy = { code: "57014", message: "COPY from stdin failed: No source stream defined" };
    assert.match(remedyFor(copy, "copy t from stdin;"), /insert into/);
  });
});

describe("explainSqlError", () => {
  it("explains nothing that PostgreSQL did not say", () => {
    const lost = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
    const pipe = Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
    for (const error of [lost, pipe, new Error("a bug"), undefined]) {
      assert.equal(explainSqlError("a.sql", "select 1", error), undefined);
    }
  });
});

describe("describeSqlFault", () => {
  it("names the file alone without a place", () => {
    assert.equal(describeSqlFault("a.sql", { message: "no" }, undefined), "a.sql: no");
  });
});
