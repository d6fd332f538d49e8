import { parseConnectionUrl, type ServerAddress } from "#lib/connection/url";
import { isLocalHost } from "#lib/domain/target";
import type { Env } from "#lib/environment";
import { typed } from "#lib/terminal/typed";
import { readHost } from "../../state.ts";
import { broken, ok, warning, type Hop } from "../hop.ts";

/** CONNECTION_URL and PROD_CONNECTION_URL can be read, and lead where their names say. */
export const connectionUrl: Hop = {
  id: "connection-url",
  title: "CONNECTION_URL",
  async run({ env, stateDirectory }) {
    const local = addressIn(env, "CONNECTION_URL");
    const production = addressIn(env, "PROD_CONNECTION_URL");
    if (local && !isLocalHost(local.host)) {
      return broken(
        `it leads to ${local.host}, which is not this machine, so that no local command uses it`,
        "unset CONNECTION_URL",
      );
    }
    if (local && production && isSame(local, production)) {
      return broken(
        `PROD_CONNECTION_URL leads to the same database, ${place(local)}`,
        "unset PROD_CONNECTION_URL",
      );
    }
    if (production && isLocalHost(production.host)) {
      return warning(
        `PROD_CONNECTION_URL leads to this machine (${place(production)}); behind a tunnel that may be meant`,
        "unset PROD_CONNECTION_URL",
      );
    }
    const host = local ? undefined : await readHost(stateDirectory);
    if (host?.postgres.kind === "external") {
      return broken(
        `it is not set here, but the local copy was started with one and runs on ${host.postgres.description}`,
        typed("stop"),
      );
    }
    return ok(local ? `leads to ${place(local)}` : "not set; the local copy has its own server");
  },
};

function addressIn(
  env: Env,
  variable: "CONNECTION_URL" | "PROD_CONNECTION_URL",
): ServerAddress | undefined {
  const text = env[variable]?.trim();
  return text ? parseConnectionUrl(text, variable) : undefined;
}

const place = ({ host, port, database }: ServerAddress) => `${host}:${port}/${database}`;

const isSame = (one: ServerAddress, other: ServerAddress) =>
  one.port === other.port &&
  one.database === other.database &&
  (one.host === other.host || (isLocalHost(one.host) && isLocalHost(other.host)));
