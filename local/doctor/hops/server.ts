import { stat } from "node:fs/promises";
import { connectionUrlFor } from "#lib/connection/url";
import { codeOf } from "#lib/errors";
import { typed } from "#lib/terminal/typed";
import { isUsableCluster } from "../../postgres/cluster.ts";
import { askVersion, connectProblem } from "../../postgres/connect.ts";
import { embeddedStatus } from "../../postgres/embedded.ts";
import { MASTER } from "../../postgres/version.ts";
import { holdsFile } from "../../state-directory/take.ts";
import { readHost } from "../../state.ts";
import { chosenDatabase, chosenKind } from "../chosen-server.ts";
import { absent, broken, ok, type DoctorContext, type Finding, type Hop } from "../hop.ts";

const QUESTION_MS = 2_000;

/** The PostgreSQL server that the local copy uses runs and answers. */
export const server: Hop = {
  id: "server",
  title: "PostgreSQL server",
  needs: ["connection-url", "docker"],
  async run(context) {
    const kind = await chosenKind(context);
    return kind === "embedded" ? embedded(context) : other(context, kind);
  },
};

async function embedded(context: DoctorContext): Promise<Finding> {
  const { stateDirectory } = context;
  const { running, crashed, pid, port, version, isAltered, dataDirectory } = await embeddedStatus({
    stateDirectory,
  });
  if (dataDirectory === undefined)
    return absent("the embedded server is not made yet", typed("start"));
  const { uid } = await stat(dataDirectory);
  const own = process.getuid?.();
  if (own !== undefined && own !== 0 && own !== uid) {
    return broken(
      `its data in ${dataDirectory} belongs to user ${uid}, and you are user ${own}`,
      `sudo chown -R "$(id -u):$(id -g)" "${stateDirectory}"`,
    );
  }
  // Another major version's data throws a UserError, which says so.
  if (!(await isUsableCluster(dataDirectory))) {
    return (await holdsFile(dataDirectory))
      ? broken(`${dataDirectory} has no PG_VERSION: its data is damaged`, typed("reset"))
      : broken(`${dataDirectory} holds only the remains of a data directory`, typed("start"));
  }
  if (isAltered) {
    return broken(
      `the account ${MASTER.user} of the embedded server is not as commands expect it: changed by hand, or an older release's`,
      typed("db:start"),
    );
  }
  if (running) return ok(`embedded PostgreSQL ${version} answers on 127.0.0.1:${port}`);
  if (pid !== undefined) {
    return broken(`the embedded server (process ${pid}) runs, and answers no query`, typed("stop"));
  }
  if (!crashed) return absent("the embedded server is stopped", typed("start"));
  const host = await readHost(stateDirectory);
  return broken(
    "the embedded server ended without being told to; it recovers when it starts again",
    host ? `${typed("stop")} && ${typed("start")}` : typed("start"),
  );
}

async function other(context: DoctorContext, kind: string): Promise<Finding> {
  const parameters = await chosenDatabase(context);
  if (!parameters) {
    return absent("PostgreSQL in Docker does not run", typed("start", `--postgres ${kind}`));
  }
  const { host, port, sslmode, sslrootcert } = parameters;
  const tls = {
    ...(sslmode === undefined ? {} : { sslmode }),
    ...(sslrootcert === undefined ? {} : { sslrootcert }),
  };
  const address = { ...parameters, parameters: tls };
  const ask = (database: string) => askVersion(connectionUrlFor(address, database), QUESTION_MS);
  try {
    // The application's database may not be there yet, and the maintenance one may be missing or closed to us.
    const version = await ask("postgres").catch((error: unknown) => {
      if (["3D000", "28000", "42501"].includes(codeOf(error) ?? ""))
        return ask(parameters.database);
      throw error;
    });
    return ok(`${kind} PostgreSQL ${version} answers on ${host}:${port}`);
  } catch (error) {
    if (kind === "docker") {
      return broken(`PostgreSQL in Docker does not answer on ${host}:${port}`, typed("db:start"));
    }
    throw connectProblem(error, `${host}:${port}`);
  }
}
