import assert from "node:assert/strict";
import { DockerProblem, NO_DOCKER } from "#local/postgres/docker/problem";

/** As Docker 20 to 29 and Compose 2 write them; the names of containers and of sockets are ours. */
const TOLD: readonly [string, RegExp, RegExp][] = [
  [NO_DOCKER, /^Docker is not installed/, /get-docker/],
  [
    "docker: unknown command: docker compose\n\nRun 'docker --help'",
    /no Compose/,
    /compose\/install/,
  ],
  ["docker: 'compose' is not a docker command.", /no Compose/, /compose\/install/],
  ["unknown shorthand flag: 'f' in -f\nSee 'docker --help'.", /no Compose/, /compose\/install/],
  ["unknown flag: --short\n\nUsage:  docker [OPTIONS]", /no Compose/, /compose\/install/],
  [
    "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
    /not answer/,
    /systemctl start docker/,
  ],
  [
    "failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: dial unix /var/run/docker.sock: connect: no such file or directory",
    /not answer/,
    /systemctl start docker/,
  ],
  [
    "error during connect: this error may indicate that the docker daemon is not running: open //./pipe/dockerDesktopLinuxEngine: The system cannot find the file specified.",
    /not answer/,
    /Docker Desktop/,
  ],
  [
    'error during connect: Get "http://docker.example.com/v1.51/containers/json": command [ssh -l me -- host docker system dial-stdio] has exited with exit status 255, make sure the URL is valid: stderr=ssh: connect to host 127.0.0.1 port 22: Connection refused',
    /not answer/,
    /Docker Desktop/,
  ],
  [
    'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.51/containers/json": dial unix /var/run/docker.sock: connect: permission denied',
    /may not use/,
    /usermod/,
  ],
  [
    "permission denied while trying to connect to the docker API at unix:///var/run/docker.sock",
    /may not use/,
    /usermod/,
  ],
  [
    "error during connect: in the default daemon configuration on Windows, the docker client must be run with elevated privileges to connect: open //./pipe/docker_engine: Access is denied.",
    /may not use/,
    /docker-users/,
  ],
  [
    "Error response from daemon: client version 1.41 is too old. Minimum supported API version is 1.44, please upgrade your client to a newer version",
    /apart in age/,
    /engine\/install/,
  ],
  [
    "Error response from daemon: driver failed programming external connectivity on endpoint c-db-1 (2a84): Bind for 127.0.0.1:5432 failed: port is already allocated",
    /taken/,
    /--postgres-port 15432/,
  ],
  [
    "Error response from daemon: driver failed programming external connectivity on endpoint c-db-1 (e326): Error starting userland proxy: listen tcp4 127.0.0.1:5432: bind: address already in use",
    /taken/,
    /--postgres-port 15432/,
  ],
  [
    "Error response from daemon: failed to set up container networking: driver failed programming external connectivity on endpoint c-db-1 (d5bd): failed to bind host port for 127.0.0.1:5432:172.18.0.2:5432/tcp: address already in use",
    /taken/,
    /--postgres-port 15432/,
  ],
  [
    'Error response from daemon: failed to resolve reference "registry.example/library/postgres:18": failed to do request: Head "https://registry.example/v2/": dial tcp: lookup registry.example: no such host',
    /^The image of PostgreSQL is not on this machine/,
    /docker compose pull db/,
  ],
  [
    "Error response from daemon: ports are not available: exposing port TCP 127.0.0.1:5432 -> 127.0.0.1:0: listen tcp 127.0.0.1:5432: bind: Only one usage of each socket address is normally permitted.",
    /taken/,
    /--postgres-port 15432/,
  ],
  [
    ' db Pulling \n db Error Get "https://registry.example/v2/": dial tcp: lookup registry.example on 10.0.0.1:53: no such host\nError response from daemon: Get "https://registry.example/v2/": dial tcp: lookup registry.example on 10.0.0.1:53: no such host',
    /^The image of PostgreSQL is not on this machine/,
    /docker compose pull db/,
  ],
  [
    "Error response from daemon: No such image: postgres:18",
    /^The image of PostgreSQL is not on this machine/,
    /docker compose pull db/,
  ],
  [
    "failed to copy: httpReadSeeker: failed open: unexpected status code https://registry.example/v2/: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit.",
    /no more images/,
    /docker login/,
  ],
  [
    "failed to register layer: write /usr/lib/x: no space left on device",
    /disk is full/,
    /docker system df/,
  ],
  ["container c-db-1 is unhealthy", /not become ready/, /docker compose -p c logs db/],
  ["container c-db-1 exited (1)", /not become ready/, /docker compose -p c logs db/],
];

describe("DockerProblem", () => {
  for (const [output, problem, hint] of TOLD) {
    it(`says in one sentence what "${output.slice(0, 60).trim()}…" means, and what to type`, () => {
      const error = new DockerProblem(output, "c", "Or otherwise");
      assert.match(error.message, problem);
      assert.doesNotMatch(error.message, /\n/);
      assert.match(error.hint, hint);
      assert.match(error.hint, /\nOr otherwise$/);
      assert.notEqual(error.kind, "unknown");
    });
  }

  it("tells the last lines of what it does not know", () => {
    const lines = Array.from({ length: 9 }, (_, line) => `line ${line}`);
    const error = new DockerProblem(lines.join("\n"), "c", "Or otherwise");
    assert.equal(error.message, `Docker could not do it:\n${lines.slice(3).join("\n")}`);
    assert.deepEqual([error.kind, error.hint], ["unknown", "Or otherwise"]);
  });

  it("names a DOCKER_HOST that is set, which starting Docker does not mend", () => {
    const said = "Cannot connect to the Docker daemon at tcp://127.0.0.1:1. Is it running?";
    const { hint } = new DockerProblem(said, "cruddur-1", "", "tcp://127.0.0.1:1");
    assert.match(hint, /^DOCKER_HOST is tcp:\/\/127\.0\.0\.1:1: correct or unset it\n/);
    assert.doesNotMatch(new DockerProblem(said, "cruddur-1").hint, /DOCKER_HOST/);
  });
});
