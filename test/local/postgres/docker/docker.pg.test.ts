import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { UserError } from "#lib/errors";
import { ROOT } from "#lib/root";
import { openDocker, parseDockerPort, removeDocker } from "#local/postgres/docker/docker";
import { dockerProblem } from "#local/postgres/docker/problem";
import { startThrowAway } from "#local/postgres/throw-away";
import { makeTemporaryDirectory } from "../temporary-directory.ts";

describe("openDocker", () => {
  let directory: string;
  let env: NodeJS.ProcessEnv;
  before(async () => {
    directory = await makeTemporaryDirectory();
    env = { PATH: directory };
  });
  after(() => rm(directory, { recursive: true, force: true }));

  it("says how to install Docker when there is none", async () => {
    const PATH = path.join(directory, "empty");
    await mkdir(PATH);
    await assert.rejects(openDocker({ env: { PATH } }), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /^Docker is not installed/);
      assert.match(error.hint ?? "", /get-docker[^]*--postgres embedded/);
      return true;
    });
  });

  it("says that the engine does not answer", async () => {
    await standInDocker(
      'test "$6" = up && { echo "Cannot connect to the Docker daemon" >&2; exit 1; }',
    );
    await assert.rejects(openDocker({ env }), /engine does not answer/);
  });

  it("brings up service db on the chosen port, and stops or removes it when asked", async () => {
    const server = await startThrowAway(); // in the container's place
    const log = path.join(directory, "log");
    await standInDocker(`echo "$CRUDDUR_DB_PORT $*" >> ${log}`);
    env.CRUDDUR_DB_PORT = String(server.port);
    const docker = await openDocker({ env });
    assert.equal(
      docker.describe(),
      `PostgreSQL ${server.version} in Docker on 127.0.0.1:${server.port}`,
    );
    assert.equal(await docker.isRunning(), true);
    assert.equal(await docker.glance(), "up");
    await docker.stop();
    await removeDocker({ env });
    const ran = (await readFile(log, "utf8")).trim().split("\n");
    const compose = `${server.port} compose -f compose.yaml -p cruddur`;
    assert.deepEqual(ran, [
      `${compose} version`,
      `${compose} up --detach --wait db`,
      `${compose} stop db`,
      `${compose} down --volumes`,
    ]);
    await server.stop();
  });

  /** A program in Docker's place, since most machines that run this have no engine. */
  async function standInDocker(script: string): Promise<void> {
    const file = path.join(directory, "docker");
    await writeFile(file, `#!/bin/sh\n${script}\nexit 0\n`);
    await chmod(file, 0o755);
  }
});

describe("dockerProblem", () => {
  const told: [string, RegExp, RegExp][] = [
    ["docker: unknown command: docker compose", /no Compose/, /compose\/install/],
    ["unknown shorthand flag: 'f' in -f", /no Compose/, /compose\/install/],
    [
      "failed to connect to the docker API at unix:///var/run/docker.sock",
      /not answer/,
      /systemctl/,
    ],
    ["permission denied while trying to connect to the Docker daemon socket", /may not/, /usermod/],
    ["Bind for 127.0.0.1:5432 failed: port is already allocated", /taken/, /CRUDDUR_DB_PORT=5433 /],
    ["container cruddur-db-1 is unhealthy", /not become ready/, /logs db/],
    ["something new", /could not start PostgreSQL\.\nsomething new/, /--postgres embedded/],
  ];
  for (const [output, problem, hint] of told) {
    it(`says what to do about "${output}"`, () => {
      const error = dockerProblem(output, 5432);
      assert.match(error.message, problem);
      assert.match(error.hint ?? "", hint);
    });
  }
});

describe("parseDockerPort", () => {
  it("is 5432 unless CRUDDUR_DB_PORT says otherwise", () => {
    assert.deepEqual([undefined, "", "6000"].map(parseDockerPort), [5432, 5432, 6000]);
  });

  for (const text of ["five", "0", "65536", "54.32", "-1"]) {
    it(`refuses ${text}`, () => assert.throws(() => parseDockerPort(text), UserError));
  }
});

describe("compose.yaml", () => {
  const missing = whatComposeLacks();
  if (missing) {
    console.log(`compose.yaml is not checked by Docker itself: ${missing}`);
    return;
  }

  it("publishes PostgreSQL 18 on 127.0.0.1, at CRUDDUR_DB_PORT", () => {
    const env = { ...process.env, CRUDDUR_DB_PORT: "5555" };
    const args = ["compose", "-f", "compose.yaml", "-p", "cruddur", "config", "--format", "json"];
    const config = JSON.parse(execFileSync("docker", args, { cwd: ROOT, env }).toString()) as {
      services: { db: { image: string; ports: Port[]; volumes: { target: string }[] } };
    };
    const { image, ports, volumes } = config.services.db;
    assert.equal(image, "postgres:18");
    assert.deepEqual(
      ports.map(({ host_ip, published, target }) => [host_ip, published, target]),
      [["127.0.0.1", "5555", 5432]],
    );
    assert.deepEqual(
      volumes.map(({ target }) => target),
      ["/var/lib/postgresql"],
    );
  });
});

/** As `docker compose config` writes it. */
interface Port {
  host_ip: string;
  published: string;
  target: number;
}

/** What to install so that `docker compose config` runs here; undefined when nothing. */
function whatComposeLacks(): string | undefined {
  try {
    execFileSync("docker", ["compose", "version"], { stdio: "pipe" });
    return undefined;
  } catch (error) {
    const absent = (error as NodeJS.ErrnoException).code === "ENOENT";
    return absent
      ? "there is no docker command (https://docs.docker.com/get-started/get-docker/)"
      : "this Docker has no Compose (https://docs.docker.com/compose/install/)";
  }
}
