import assert from "node:assert/strict";
import { RefusedError } from "#lib/errors";
import { parseWanted } from "#lib/restore/wanted";

describe("parseWanted", () => {
  const parse = (from?: string, to?: string) => parseWanted({ from, to }, "prod");
  const refused = (work: () => unknown, problem: RegExp, hint: RegExp) =>
    assert.throws(work, (error) => {
      assert.ok(error instanceof RefusedError);
      assert.match(error.message, problem);
      assert.match(error.hint, hint);
      return true;
    });

  it("takes a snapshot, another server's backups, or a time of the stack's own", () => {
    assert.deepEqual(parse("rds:cruddur-2026-11-20"), { snapshot: "rds:cruddur-2026-11-20" });
    assert.deepEqual(parse("kept@latest"), { instance: "kept", at: "latest" });
    assert.deepEqual(parse(undefined, "latest"), { at: "latest" });
    assert.deepEqual(parse(undefined, "2026-11-20T10:00:00Z"), { at: "2026-11-20T10:00:00Z" });
  });

  it("says what is wanted, and what was probably meant", () => {
    refused(
      () => parse(),
      /Exactly one of --from and --to/,
      /npm run rds:snapshots -- --target prod/,
    );
    refused(() => parse("a", "latest"), /Exactly one/, /--to latest/);
    refused(() => parse("no such name"), /--from is "no such name"/, /rds:snapshots/);
    refused(
      () => parse(undefined, "2026-11-20T11:00:00+01:00"),
      /--to is "2026-11-20T11:00:00\+01:00"/,
      /^Is it this\? --to 2026-11-20T10:00:00Z$/,
    );
    refused(() => parse(undefined, "yesterday"), /--to is "yesterday"/, /rds:snapshots/);
  });
});
