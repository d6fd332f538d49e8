import assert from "node:assert/strict";
import { HOPS } from "#local/doctor/hops";
import { rdsCertificates } from "#local/doctor/hops/rds-certificates";
import { findingOf } from "../doctor-context.ts";

const FIX = "npm run aws-data";
const foundOn = (day: string) => findingOf(rdsCertificates, { now: new Date(day) });

describe("doctor's hop rds-certificates", () => {
  it("is one of the doctor's", () => assert.ok(HOPS.includes(rdsCertificates)));

  it("tells when the first one ends", async () => {
    assert.deepEqual(await foundOn("2026-11-22"), {
      verdict: "ok",
      found: "86 authorities, the first ends on 2037-12-31",
    });
  });

  it("warns half a year before", async () => {
    assert.equal((await foundOn("2037-07-04")).verdict, "ok");
    assert.deepEqual(await foundOn("2037-07-05"), {
      verdict: "warning",
      found: "Starfield Services Root Certificate Authority - G2 ends on 2037-12-31",
      fix: FIX,
    });
  });

  it("warns when the time of all is over", async () => {
    const { verdict, found, fix } = await foundOn("2130-01-01");
    assert.deepEqual([verdict, fix], ["warning", FIX]);
    assert.match(found, / ended on 2037-12-31, and 85 more/);
  });
});
