import { derivedPasswords } from "#database/access/access";
import { FUNCTIONS, type FunctionName } from "#lib/domain/functions";
import type { LocalCognito } from "./cognito/cognito.ts";
import type { PostgresServer } from "./postgres/server.ts";

/** The environment variables of a function, as the stack sets them on AWS; only the values are local. */
export function functionEnvironment(
  name: FunctionName,
  server: PostgresServer,
  cognito: Pick<LocalCognito, "userPoolId" | "clientId" | "jwks">,
): Record<string, string> {
  const { role } = FUNCTIONS.find((spec) => spec.name === name)!;
  return {
    TARGET: "local",
    PGHOST: server.host,
    PGPORT: String(server.port),
    PGDATABASE: server.targetDatabase,
    PGUSER: role,
    PGPASSWORD: derivedPasswords(server.password).get(role)!,
    ...(server.parameters["sslmode"] ? { PGSSLMODE: server.parameters["sslmode"] } : {}),
    ...(name === "api"
      ? {
          USER_POOL_ID: cognito.userPoolId,
          CLIENT_ID: cognito.clientId,
          LOCAL_JWKS: JSON.stringify(cognito.jwks()),
        }
      : {}),
  };
}
