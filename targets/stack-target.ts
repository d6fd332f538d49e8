import { iamPassword, managedPassword } from "#cloud/database-password";
import { readStackOutputs } from "#cloud/read-stack-outputs";
import type { Env } from "#lib/environment";
import { RefusedError, UserError } from "#lib/errors";
import type { StackOutputs } from "#lib/stack-outputs";
import { probe } from "#lib/tcp-probe";
import { typed } from "#lib/terminal/typed";
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
    diagnose: () => unreachable(name, outputs, tunnel),
    describe: () => {
      const way = tunnel ? `, by the tunnel at ${tunnel.hostaddr}:${tunnel.port}` : "";
      return `stack ${name}'s PostgreSQL at ${host}:${port}${way}`;
    },
  };
}

/** A lease or a start may be what lacks; of a private database it is a tunnel. */
async function unreachable(
  stack: string,
  { databaseHost, databasePort, databasePublic, region }: StackOutputs,
  tunnel: Tunnel | undefined,
): Promise<UserError | undefined> {
  const host = tunnel?.hostaddr ?? databaseHost;
  const port = tunnel?.port ?? databasePort;
  if (databasePublic) {
    const { diagnoseDatabase } = await import("#cloud/diagnose-database");
    const reach = await diagnoseDatabase({ host, port, region, stack }, { patienceMs: 0 });
    if (reach.result === "open") return undefined;
    const lease = `If your address is not let in: ${typed("dev-ip:open", `--target ${stack}`)}`;
    return new UserError(reach.finding, `${lease}\n${reach.hint}`);
  }
  if ((await probe(host, port, { patienceMs: 0 })) === "open") return undefined;
  const open = typed("tunnel", `--target ${stack}`);
  return tunnel
    ? new UserError(
        `No tunnel answers at ${host}:${port}, which CRUDDUR_TUNNEL names; AWS ends one after an hour.`,
        `Open it again, in another terminal: ${open}`,
      )
    : new UserError(
        `Stack ${stack}'s database at ${host}:${port} is private: nothing outside of its network reaches it.`,
        `Open a tunnel in another terminal, and set CRUDDUR_TUNNEL as it says: ${open}`,
      );
}

/** The managed secret, or an IAM token. */
function passwordOf(outputs: StackOutputs): Promise<string> {
  const { region, databaseSecretArn, databaseHost, databasePort, databaseUser } = outputs;
  if (databaseSecretArn !== undefined) return managedPassword(region, databaseSecretArn);
  return iamPassword({ region, host: databaseHost, port: databasePort, user: databaseUser });
}

interface Tunnel {
  readonly hostaddr: string;
  readonly port: number;
}

/** The server's certificate is still held to the database's own name, so a tunnel to another one is refused. */
function tunnelOf(env: Env): Tunnel | undefined {
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
