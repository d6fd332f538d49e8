import { UserError } from "#lib/errors";
import { typed } from "#lib/terminal/typed";

/** Stands for the words of a Docker that is not there. */
export const NO_DOCKER = "docker is not there";

/**
 * `away`: without client, Compose or engine nothing of ours can run. `port`: the one that was to be published is taken.
 * `unknown`: Docker's own words are all there is.
 */
type Kind = "away" | "port" | "known" | "unknown";

interface Known {
  says: RegExp;
  problem: string;
  hint: (project: string, dockerHost?: string) => string;
  kind?: Kind;
}

/** The kinds of failure, known by the words of Docker 20 to 29 on Linux, macOS and Windows. */
const PROBLEMS: readonly Known[] = [
  {
    says: /unknown command: docker compose|'compose' is not a docker command|unknown (shorthand )?flag/,
    problem: "This Docker has no Compose.",
    hint: () => "Install it: https://docs.docker.com/compose/install/",
    kind: "away",
  },
  {
    says: new RegExp(`^${NO_DOCKER}$`),
    problem: "Docker is not installed, or not on the PATH.",
    hint: () => "Install it: https://docs.docker.com/get-started/get-docker/",
    kind: "away",
  },
  {
    says: /permission denied while trying to connect/i,
    problem: "You may not use Docker's engine.",
    hint: () => 'Join its group, then log in again: sudo usermod -aG docker "$USER"',
  },
  {
    says: /pipe.*access is denied/i,
    problem: "You may not use Docker's engine.",
    hint: () => "Join its group, then log in again: net localgroup docker-users %USERNAME% /add",
  },
  {
    says: /client version \S+ is too (old|new)/i,
    problem: "Docker's Compose and its engine are too far apart in age.",
    hint: () => "Update both: https://docs.docker.com/engine/install/",
  },
  {
    says: /cannot connect to the docker daemon|failed to connect to the docker api|error during connect|daemon is not running/i,
    problem: "Docker's engine does not answer.",
    hint: (_, host) =>
      `${host ? `DOCKER_HOST is ${host}: correct or unset it\n` : ""}Start Docker Desktop, or: sudo systemctl start docker`,
    kind: "away",
  },
  {
    says: /port is already allocated|address already in use|ports are not available/i,
    problem: "The port for Docker's PostgreSQL is taken.",
    hint: () => `Choose another: ${typed("start", "--postgres docker --postgres-port 15432")}`,
    kind: "port",
  },
  {
    says: /toomanyrequests/i,
    problem: "Docker's registry gives no more images to this address for now.",
    hint: () => "Log in to it, or come back in some hours: docker login",
  },
  {
    says: /no such host|name resolution|i\/o timeout|handshake timeout|deadline exceeded|connection re(fused|set)|network is unreachable|client\.timeout|no such image/i,
    problem:
      "The image of PostgreSQL is not on this machine, and Docker cannot reach its registry.",
    hint: () => "Fetch it when you are online: docker compose pull db",
  },
  {
    says: /no space left on device/i,
    problem: "Docker's disk is full.",
    hint: () => "See what takes it: docker system df",
  },
  {
    says: /is unhealthy|exited \(\d+\)/,
    problem: "PostgreSQL in Docker does not become ready.",
    hint: (project) => `See why: docker compose -p ${project} logs db`,
  },
];

/** A failed `docker`: the problem in a sentence, and what to type. */
export class DockerProblem extends UserError {
  readonly kind: Kind;

  /**
   * @param output what it wrote; only of a failure that is not known it is told, its last lines
   * @param otherwise a second way out, for the hint
   * @param dockerHost DOCKER_HOST, where it is set
   */
  constructor(output: string, project: string, otherwise = "", dockerHost?: string) {
    const known = PROBLEMS.find(({ says }) => says.test(output));
    const told = output.trim().split("\n").slice(-6).join("\n");
    super(
      known?.problem ?? `Docker could not do it:\n${told}`,
      [known?.hint(project, dockerHost), otherwise].filter(Boolean).join("\n"),
    );
    this.kind = known ? (known.kind ?? "known") : "unknown";
  }
}
