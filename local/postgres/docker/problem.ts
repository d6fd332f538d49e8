import { UserError } from "#lib/errors";

const WITHOUT = "Or do without Docker: npm start -- --postgres embedded";

/** Stands for the words of a Docker that is not there. */
export const NO_DOCKER = "docker is not there";

/** The kinds of failure, known by the words of Docker 20 to 29 on Linux, macOS and Windows. */
const PROBLEMS: { says: RegExp; problem: string; hint: (port: number) => string }[] = [
  {
    says: /unknown command: docker compose|'compose' is not a docker command|unknown (shorthand )?flag/,
    problem: "This Docker has no Compose.",
    hint: () => "Install it: https://docs.docker.com/compose/install/",
  },
  {
    says: new RegExp(`^${NO_DOCKER}$`),
    problem: "Docker is not installed, or not on the PATH.",
    hint: () => "Install it: https://docs.docker.com/get-started/get-docker/",
  },
  {
    says: /permission denied while trying to connect/i,
    problem: "You may not use Docker's engine.",
    hint: () => 'Join its group, then log in again: sudo usermod -aG docker "$USER"',
  },
  {
    says: /cannot connect to the docker daemon|failed to connect to the docker api|error during connect|daemon is not running/i,
    problem: "Docker's engine does not answer.",
    hint: () => "Start Docker Desktop, or: sudo systemctl start docker",
  },
  {
    says: /port is already allocated|address already in use|ports are not available/i,
    problem: "The port for Docker's PostgreSQL is taken.",
    hint: (port) =>
      `Choose another: CRUDDUR_DB_PORT=${port === 65_535 ? 5433 : port + 1} npm start -- --postgres docker`,
  },
  {
    says: /is unhealthy|exited \(\d+\)/,
    problem: "PostgreSQL in Docker does not become ready.",
    hint: () => "See why: docker compose -p cruddur logs db",
  },
];

/** Turns what a failed `docker compose` wrote into what to do about it. */
export function dockerProblem(output: string, port: number): UserError {
  const told = output.trim().split("\n").slice(-6).join("\n");
  const known = PROBLEMS.find(({ says }) => says.test(output));
  const problem = known?.problem ?? "Docker could not start PostgreSQL.";
  return new UserError(
    `${problem}\n${told}`,
    [known?.hint(port), WITHOUT].filter(Boolean).join("\n"),
  );
}
