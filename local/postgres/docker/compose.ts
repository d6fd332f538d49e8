import { codeOf } from "#lib/errors";
import { ROOT } from "#lib/root";
import { endGroup, OWN_GROUP } from "#lib/terminal/process-group";
import { DockerProblem, NO_DOCKER } from "./problem.ts";

export interface ComposeOptions {
  readonly project: string;
  readonly env: NodeJS.ProcessEnv;
  /** Ends what runs when it settles, as Ctrl-C in a terminal would. */
  readonly interrupted?: Promise<void> | undefined;
  /** What else somebody may type when it fails. */
  readonly otherwise?: string | undefined;
}

/** Runs `docker` with these words. Returns its standard output, trimmed; throws a DockerProblem when it fails. */
export type Docker = (words: readonly string[], port?: number) => Promise<string>;

/** `docker` itself, and `docker compose` for a project of compose.yaml with PostgreSQL at `port`. */
export interface Compose {
  readonly docker: Docker;
  readonly compose: Docker;
}

export function composeOf({ project, env, interrupted, otherwise }: ComposeOptions): Compose {
  const docker: Docker = async (words, port = 5432) => {
    const { $ } = await import("#lib/terminal/program"); // zx is slow to load, and a chore beside a running host does without
    // A group of its own: the terminal's Ctrl-C would leave something half-made, or end a stop before it is done.
    const run = $({
      cwd: ROOT,
      env: { ...env, CRUDDUR_DB_PORT: String(port) },
      ...OWN_GROUP,
      stdio: ["ignore", "pipe", "pipe"], // a question of Compose's is answered with no
    });
    const running = run`docker ${words}`;
    let isOver = false;
    void interrupted?.then(() => {
      if (!isOver && running.pid !== undefined) endGroup(running.pid, "SIGINT");
    });
    const { exitCode, cause, stdout, stderr } = await running;
    isOver = true;
    if (exitCode === 0) return stdout.trim();
    const isMissing = codeOf(cause) === "ENOENT";
    const said = isMissing ? NO_DOCKER : `${stdout}${stderr}`;
    throw new DockerProblem(said, project, otherwise, env["DOCKER_HOST"]);
  };
  const words = ["compose", "-f", "compose.yaml", "-p", project];
  return { docker, compose: (more, port) => docker([...words, ...more], port) };
}
