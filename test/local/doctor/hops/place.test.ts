import assert from "node:assert/strict";
import { place, placeFinding, type PlaceFacts } from "#local/doctor/hops/place";
import { findingOf } from "../doctor-context.ts";

const LAPTOP: PlaceFacts = {
  env: {},
  root: "/home/ada/cruddur-stack",
  machine: "Debian GNU/Linux 13 (trixie), x64",
  workspace: "desk",
  isContainer: false,
  lacksGlibc: false,
};
const at = (facts: Partial<PlaceFacts>) => placeFinding({ ...LAPTOP, ...facts });

describe("doctor's hop place", () => {
  it("names the machine", async () => {
    assert.deepEqual(at({}), { verdict: "ok", found: LAPTOP.machine });
    assert.match((await findingOf(place)).found, new RegExp(`, ${process.arch}`));
  });

  it("names a codespace and a container, and says where the page is", () => {
    const codespace = at({ env: { CODESPACES: "true" }, isContainer: true, workspace: "potato" });
    assert.equal(codespace.verdict, "ok");
    assert.match(codespace.found, /^GitHub Codespaces, potato; Debian/);
    assert.match(codespace.fix!, /4567/);
    const container = at({ isContainer: true });
    assert.match(container.found, /^a container, workspace desk; Debian/);
    assert.match(container.fix!, /4567/);
  });

  it("warns of a checkout on a Windows disk within WSL, and of no other there", () => {
    const env = { WSL_DISTRO_NAME: "Debian" };
    assert.equal(at({ env, root: "/mnt/c/Users/ada/cruddur-stack" }).verdict, "warning");
    assert.equal(at({ env, root: "/mnt/data/cruddur-stack" }).verdict, "ok");
    assert.equal(at({ env }).verdict, "ok");
  });

  it("says that musl will not do, and what will", () => {
    const finding = at({ lacksGlibc: true, machine: "Alpine Linux v3.22, x64" });
    assert.equal(finding.verdict, "broken");
    assert.match(finding.found, /^Alpine Linux v3\.22, x64: .*musl.*glibc/);
    assert.match(finding.fix!, /--postgres docker/);
  });
});
