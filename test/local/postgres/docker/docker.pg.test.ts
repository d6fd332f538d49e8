import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { UserError } from "#lib/errors";
import { composeOf } from "#local/postgres/docker/compose";
import { dockerStatus } from "#local/postgres/docker/docker-server";
import { openDocker, parseDockerPort } from "#local/postgres/docker/docker";
import { findOlderProject } from "#local/postgres/docker/older-project";
import { projectPrefix, readDockerRecord, writeDockerRecord } from "#local/postgres/docker/record";
import { removeDocker, stopDocker } from "#local/postgres/docker/stop";
import { startThrowAway } from "#local/postgres/throw-away";
import { ROOT } from "#lib/root";
import { fails, StandInDocker } from "#test/docker/stand-in-docker";
import { makeTemporaryDirectory } from "../temporary-directory.ts";

/** What a Docker says in which all is well, and no container of ours runs. */
const WELL = {
  "*config*": "echo postgres:18",
  "*port*": fails('service "db" is not running'),
};
const AWAY = fails(
  "Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?",
);

describe("a server in Docker", () => {
  let stateDirectory: string;
  let stand: StandInDocker | undefined;
  beforeEach(async () => (stateDirectory = await makeTemporaryDirectory()));
  afterEach(async () => {
    await stand?.remove();
    await rm(stateDirectory, { recursive: true });
  });

  const opening = async (cases: Readonly<Record<string, string>>) => {
    stand = await StandInDocker.saying(cases);
    return openDocker({ stateDirectory, env: stand.env });
  };
  const says = (problem: RegExp, hint: RegExp) => (error: unknown) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, problem);
    assert.match(error.hint, hint);
    assert.match(error.hint, /npm start -- --postgres embedded$/);
    return true;
  };

  for (const [day, cases, problem, hint] of [
    ["the engine is stopped", { "*": AWAY }, /^Docker's engine does not answer\.$/, /systemctl/],
    [
      "Docker has no Compose",
      { "compose*": "echo \"unknown shorthand flag: 'f' in -f\" >&2; exit 125" },
      /^This Docker has no Compose\.$/,
      /compose\/install/,
    ],
    [
      "its image is not there and the machine is offline",
      { ...WELL, "image*": "exit 1", "*pull*": fails("dial tcp: lookup x: no such host") },
      /^The image of PostgreSQL is not on this machine/,
      /docker compose pull db/,
    ],
    [
      "it does not become ready",
      { ...WELL, "*up*": fails("container x is unhealthy") },
      /^PostgreSQL in Docker does not become ready\.$/,
      /docker compose -p cruddur-[\w-]+ logs db/,
    ],
  ] as const) {
    it(`says in a sentence, and what to type, when ${day}`, async () => {
      await assert.rejects(opening(cases), says(problem, hint));
    });
  }

  it("says how to install Docker when there is none", async () => {
    const env = { PATH: stateDirectory };
    const problem = says(/^Docker is not installed/, /get-docker/);
    await assert.rejects(openDocker({ stateDirectory, env }), problem);
    assert.equal(await readDockerRecord(stateDirectory), undefined); // nothing to reset
  });

  it("is brought up in a project of its own, stopped and removed when asked, and remembered", async () => {
    const server = await startThrowAway(); // in the container's place
    stand = await StandInDocker.saying({ "*port*": `echo 127.0.0.1:${server.port}` });
    const { env } = stand;
    const docker = await openDocker({ stateDirectory, env });
    const description = `PostgreSQL ${server.version} in Docker on 127.0.0.1:${server.port}`;
    assert.equal(docker.describe(), description);
    assert.deepEqual([await docker.isRunning(), await docker.glance()], [true, "up"]);
    const record = (await readDockerRecord(stateDirectory))!;
    const { project } = record;
    assert.ok(project.startsWith(await projectPrefix(stateDirectory)));
    assert.deepEqual(record, { project, isChosen: true });
    const { running, port } = await dockerStatus({ stateDirectory, env });
    assert.deepEqual([running, port], [true, server.port]);
    await docker.stop();
    await removeDocker({ stateDirectory, env });
    const words = `compose -f compose.yaml -p ${project}`;
    const changes = (await stand.calls()).filter((call) => / (up|stop|down)\b/.test(call));
    assert.deepEqual(changes, [
      `${server.port} ${words} up --detach --wait --no-recreate db`,
      `5432 ${words} stop db`,
      `5432 ${words} down --volumes`,
    ]);
    await server.stop();
  });

  it("takes the next port when somebody takes one at the same moment", async () => {
    const taken = fails("Bind for 127.0.0.1:5432 failed: port is already allocated");
    await assert.rejects(
      opening({ ...WELL, "*up*": taken }),
      says(/port .* is taken/, /--postgres-port/),
    );
    const tried = (await stand!.calls()).filter((call) => call.includes(" up "));
    const ports = tried.map((call) => Number(call.split(" ")[0]));
    assert.equal(new Set(ports).size, 5);
    assert.deepEqual(
      ports,
      ports.toSorted((one, other) => one - other),
    );
  });

  it("has its image downloaded in a step of its own, where it is missing", async () => {
    stand = await StandInDocker.saying({ ...WELL, "image*": "exit 1", "*up*": fails("no") });
    const steps: string[] = [];
    const step = async (name: string, work: () => Promise<void>) => {
      await work();
      const calls = await stand!.calls();
      steps.push(`${name}: ${calls.at(-1)!.split(" ").slice(-3).join(" ")}`);
    };
    await assert.rejects(openDocker({ stateDirectory, env: stand.env, step }));
    assert.deepEqual(steps, ["Download of postgres:18, this once: pull --quiet db"]);
  });

  it("is stopped already, and cannot be removed, while the engine is", async () => {
    stand = await StandInDocker.saying({ "*": AWAY });
    const given = { stateDirectory, env: stand.env };
    await removeDocker(given); // none was made yet
    await writeDockerRecord(stateDirectory, { project: "p", isChosen: true });
    assert.equal(await stopDocker(given), false);
    const status = { running: false, project: "p", problem: "Docker's engine does not answer." };
    assert.deepEqual(await dockerStatus(given), status);
    await assert.rejects(removeDocker(given, "Or so"), /engine does not answer/);
  });

  describe("of an older release", () => {
    const older = async (cases: Readonly<Record<string, string>>, home = stateDirectory) => {
      stand = await StandInDocker.saying(cases);
      const tools = composeOf({ project: "x", env: stand.env });
      const told: string[] = [];
      const step = async (name: string) => void told.push(name);
      return { project: await findOlderProject(tools, { stateDirectory, step }, home), told };
    };

    it("goes on in its project, when this checkout made it", async () => {
      const found = await older({ "ps*": `echo '${ROOT}'` });
      assert.deepEqual(found, { project: "cruddur", told: [] });
    });

    it("is another checkout's, or another state directory's", async () => {
      const nowhere = { project: undefined, told: [] };
      assert.deepEqual(await older({ "ps*": "echo /somewhere/else" }), nowhere);
      assert.deepEqual(await older({ "ps*": `echo '${ROOT}'` }, ROOT), nowhere);
    });

    it("is told of, when only the volume is left", async () => {
      const found = await older({ "volume*": "echo cruddur_db" });
      assert.equal(found.project, undefined);
      assert.match(found.told.join(), /^Docker's volume cruddur_db, .* stays as it is$/);
    });
  });
});

describe("parseDockerPort", () => {
  it("is the fallback unless CRUDDUR_DB_PORT says otherwise", () => {
    const ports = [undefined, "", "6000"].map((text) => parseDockerPort(text, 5432));
    assert.deepEqual(ports, [5432, 5432, 6000]);
  });

  for (const text of ["five", "0x1538", "1e3", "0", "65536", "54.32", "-1"]) {
    it(`refuses ${text}`, () => assert.throws(() => parseDockerPort(text, 5432), UserError));
  }
});
