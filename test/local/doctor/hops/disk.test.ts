import assert from "node:assert/strict";
import { disk } from "#local/doctor/hops/disk";
import { fromRoot } from "#lib/root";
import { findingOf } from "../doctor-context.ts";

describe("doctor's hop disk", () => {
  it("tells the free space of the disk that will hold the data, before its folder is made", async () => {
    const stateDirectory = fromRoot("not", "made", "yet");
    const finding = await findingOf(disk, { stateDirectory });
    assert.equal(finding.verdict, "ok");
    assert.match(finding.found, /^\d+\.\d GiB free/);
  });

  it("warns when there is less than wanted", async () => {
    const wantedFreeBytes = 2 ** 60;
    const finding = await findingOf(disk, { stateDirectory: fromRoot(), wantedFreeBytes });
    assert.equal(finding.verdict, "warning");
    assert.match(finding.found, /at least 1073741824\.0 GiB/);
    assert.match(finding.fix!, /^du /);
  });

  if (process.getuid?.() === 0) {
    console.error("Not tested: a folder that is somebody else's, since root may write everywhere.");
    return;
  }
  it("finds a folder that is somebody else's, with what makes it one's own", async () => {
    const finding = await findingOf(disk, { stateDirectory: "/proc/self/nowhere" });
    assert.equal(finding.verdict, "broken");
    assert.match(finding.fix!, /^sudo chown /);
  });
});
