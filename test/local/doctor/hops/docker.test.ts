import assert from "node:assert/strict";
import { chmod, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { docker } from "#local/doctor/hops/docker";
import { makeTemporaryDirectory } from "../../postgres/temporary-directory.ts";
import { findingOf } from "../doctor-context.ts";

describe("doctor's hop docker", () => {
  let directory: string;
  beforeEach(async () => (directory = await makeTemporaryDirectory()));
  afterEach(() => rm(directory, { recursive: true }));

  /** A `docker` that says what a real one says; the only one on the PATH. */
  async function findWith(script: string | undefined) {
    if (script !== undefined) {
      await writeFile(join(directory, "docker"), `#!/bin/sh\n${script}\n`);
      await chmod(join(directory, "docker"), 0o755);
    }
    return findingOf(docker, { postgres: "docker", env: { PATH: directory } });
  }

  it("is not asked for when the server does not run in Docker", async () => {
    const finding = await findingOf(docker, { env: { PATH: directory } });
    assert.deepEqual(finding, { verdict: "ok", found: "not needed: the server is embedded" });
  });

  it("tells the engine's and Compose's versions", async () => {
    const finding = await findWith('if [ "$1" = version ]; then echo 29.1.2; else echo 2.40.3; fi');
    assert.deepEqual(finding, { verdict: "ok", found: "engine 29.1.2, Compose 2.40.3" });
  });

  for (const [what, script, found, fix] of [
    ["there is no client", undefined, /Docker is not installed/, /docs\.docker\.com/],
    [
      "the engine does not answer",
      'echo "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?" >&2; exit 1',
      /engine does not answer/,
      /systemctl start docker/,
    ],
    [
      "there is no Compose",
      'if [ "$1" = version ]; then echo 29; else echo "docker: \'compose\' is not a docker command." >&2; exit 1; fi',
      /has no Compose/,
      /compose\/install/,
    ],
    [
      "the user may not use it",
      'echo "permission denied while trying to connect to the Docker daemon socket" >&2; exit 1',
      /may not use Docker/,
      /usermod/,
    ],
  ] as const) {
    it(`finds it broken when ${what}`, async () => {
      const finding = await findWith(script);
      assert.equal(finding.verdict, "broken");
      assert.match(finding.found, found);
      assert.match(finding.fix!, fix);
    });
  }
});
