import { typed } from "#lib/terminal/typed";
import { isAnswering } from "../../postgres/free-port.ts";
import { chosenDatabase, chosenKind } from "../chosen-server.ts";
import { ok, warning, type Hop } from "../hop.ts";
import { describeHolder, portHolder } from "../port-holder.ts";

/** PostgreSQL's usual port is free, or that of the server in use: a client without a port goes there. */
export const postgresPort: Hop = {
  id: "postgres-port",
  title: "Port of PostgreSQL",
  needs: ["connection-url"],
  async run(context) {
    const { postgresPort: port, signal } = context;
    const used = await chosenDatabase(context);
    const isTaken = await isAnswering("127.0.0.1", port);
    const kind = await chosenKind(context);
    if (kind !== "embedded") {
      const place = used ? `is on ${used.port}` : "does not run";
      return ok(`not ours to take; the ${kind} server ${place}`);
    }
    if (used?.port === port) return ok(`${port} is the embedded server's`);
    const elsewhere = used ? `; the embedded server is on ${used.port}` : "";
    if (!isTaken) return ok(`${port} is free${elsewhere}`);
    const found = `${port} is held by ${describeHolder(await portHolder(port, signal))}`;
    if (used) {
      return warning(
        `${found}${elsewhere}, and clients that are told no port reach the other one`,
        `export PGPORT=${used.port}`,
      );
    }
    return warning(
      `${found}; the local copy would take the next free port`,
      typed("start", `--postgres-port ${port + 1}`),
    );
  },
};
