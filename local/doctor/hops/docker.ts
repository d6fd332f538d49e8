import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { UserError } from "#lib/errors";
import { DockerProblem, NO_DOCKER } from "../../postgres/docker/problem.ts";
import { chosenKind } from "../chosen-server.ts";
import { broken, ok, type DoctorContext, type Hop } from "../hop.ts";

/** Docker's client, engine and Compose, when the server is to run in Docker. */
export const docker: Hop = {
  id: "docker",
  title: "Docker",
  needs: ["connection-url"],
  async run(context) {
    const kind = await chosenKind(context);
    if (kind !== "docker") return ok(`not needed: the server is ${kind}`);
    try {
      const engine = await docked(context, ["version", "--format", "{{.Server.Version}}"]);
      const compose = await docked(context, ["compose", "version", "--short"]);
      return ok(`engine ${engine}, Compose ${compose}`);
    } catch (error) {
      const { message, hint } = new DockerProblem(
        (error as Error).message,
        "",
        "",
        context.env["DOCKER_HOST"],
      );
      return broken(message.split("\n")[0]!.replace(/\.$/, ""), hint || "docker version");
    }
  },
};

/** The output of `docker`, trimmed. Throws a UserError with all that it said. */
async function docked({ env, signal }: DoctorContext, args: readonly string[]): Promise<string> {
  try {
    const options = { env: env as NodeJS.ProcessEnv, signal };
    const { stdout } = await promisify(execFile)("docker", args, options);
    return stdout.trim();
  } catch (error) {
    const { code, stderr = "", stdout = "" } = error as Record<string, unknown>;
    throw new UserError(code === "ENOENT" ? NO_DOCKER : `${String(stdout)}${String(stderr)}`, "");
  }
}
