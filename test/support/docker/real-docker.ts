import { execFileSync } from "node:child_process";
import { codeOf } from "#lib/errors";
import { tellOnce } from "../run/tell-once.ts";

const PATIENCE_MS = 240_000;

/** What `docker` prints, by line. Throws when it fails. */
export function docker(...words: readonly string[]): string[] {
  const output = execFileSync("docker", words, { stdio: "pipe", encoding: "utf8" });
  return output.split("\n").filter((line) => line !== "");
}

let missing: string | undefined;

/** As mocha's `describe`, for tests on a real engine. Without one they are not registered; one line says what is missing. */
export function describeWithDocker(title: string, body: () => void): void {
  missing ??= whatIsMissing();
  if (missing === "") {
    describe(title, function () {
      this.timeout(PATIENCE_MS);
      body();
    });
  } else tellOnce("docker", `No test on a real Docker engine: ${missing}`);
}

function whatIsMissing(): string {
  try {
    docker("version", "--format", "{{.Server.Version}}");
    docker("compose", "version");
    const images = docker("image", "ls", "--quiet", "postgres:18");
    return images.length > 0 ? "" : "its image is missing (docker pull postgres:18)";
  } catch (error) {
    if (codeOf(error) === "ENOENT") {
      return "there is no docker command (https://docs.docker.com/get-started/get-docker/)";
    }
    return String((error as { stderr?: Buffer }).stderr)
      .trim()
      .split("\n")[0]!;
  }
}

/** The containers, volumes and networks of some Compose projects: "volume cruddur-0123456789ab_db". */
export function inDocker(...projects: readonly string[]): string[] {
  const all = [
    ...docker("ps", "--all", "--format", "container {{.Names}}"),
    ...docker("volume", "ls", "--format", "volume {{.Name}}"),
    ...docker("network", "ls", "--format", "network {{.Name}}"),
  ];
  return all.filter((line) => projects.some((project) => line.includes(` ${project}`)));
}

/** The running containers of projects that begin so, each by its id and ports: another id is another container. */
export function runningIn(prefix: string): string[] {
  const lines = docker("ps", "--no-trunc", "--format", "{{.Names}} {{.ID}} {{.Ports}}");
  return lines.filter((line) => line.startsWith(prefix));
}
