import { iamPassword, managedPassword } from "#cloud/database-password";
import { readStackOutputs } from "#cloud/read-stack-outputs";
import type { Env } from "#lib/environment";
import { RefusedError } from "#lib/errors";
import type { StackOutputs } from "#lib/stack-outputs";
import { isLocalHost, isProductionName, type Target } from "#lib/domain/target";

/**
 * The database of a Pulumi stack, whose address comes from the stack's outputs and whose password is made or read at
 * this moment. CRUDDUR_TUNNEL, as `npm run tunnel` prints it, leads to a private one.
 *
 * Throws a UserError when Pulumi, the stack or an output is missing, or when AWS gives no password.
 */
export async function openStack(name: string, env: Env): Promise<Target> {
  const outputs = await readStackOutputs(name, env);
  return targetOf(name, outputs, env);
}

/** The same for outputs that are known already. */
async function targetOf(name: string, outputs: StackOutputs, env: Env): Promise<Target> {
  const { databaseHost: host, databasePort: port, environment } = outputs;
  const tunnel = outputs.databasePublic ? undefined : tunnelOf(env);
  return {
    name,
    environment,
    isLocal: false,
    isProduction: isProductionName(environment) || isProductionName(name),
    parameters: {
      host,
      port,
      user: outputs.databaseUser,
      password: await passwordOf(outputs),
      database: outputs.databaseName,
      sslmode: "verify-full",
      ...tunnel,
    },
    maintenance: "postgres",
    kind: "stack",
    describe: () => {
      const way = tunnel ? `, by the tunnel at ${tunnel.hostaddr}:${tunnel.port}` : "";
      return `stack ${name}'s PostgreSQL at ${host}:${port}${way}`;
    },
  };
}

/** The managed secret, or an IAM token. */
function passwordOf(outputs: StackOutputs): Promise<string> {
  const { region, databaseSecretArn, databaseHost, databasePort, databaseUser } = outputs;
  if (databaseSecretArn !== undefined) return managedPassword(region, databaseSecretArn);
  return iamPassword({ region, host: databaseHost, port: databasePort, user: databaseUser });
}

/** The server's certificate is still held to the database's own name, so a tunnel to another one is refused. */
function tunnelOf(env: Env): { readonly hostaddr: string; readonly port: number } | undefined {
  const text = env["CRUDDUR_TUNNEL"]?.trim();
  if (!text) return undefined;
  const [, hostaddr = "", digits = ""] = /^(.*):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (isLocalHost(hostaddr) && !hostaddr.startsWith("/") && port >= 1 && port <= 65_535) {
    return { hostaddr: hostaddr === "localhost" ? "127.0.0.1" : hostaddr, port };
  }
  throw new RefusedError(
    `CRUDDUR_TUNNEL is ${JSON.stringify(text)}, which is no tunnel on this machine. Nothing was done.`,
    "Set it as npm run tunnel says, for example: CRUDDUR_TUNNEL=127.0.0.1:15432",
  );
}
