import { readFileSync } from "node:fs";
import path from "node:path";
import { rootCertificates } from "node:tls";
import type pg from "pg";
import { iamToken } from "#lib/connection/iam-token";
import type { Env } from "#lib/environment";

/** The certificate authorities of RDS in the function's archive. */
const CA_FILE = "rds-ca.pem";

/**
 * The settings of `pg`, beside the PG* variables, that reach the database of a function's environment.
 *
 * With DATABASE_AUTH=iam it logs in by a token, made anew for each connection, and only to a server that shows a
 * certificate for PGHOST of an authority that we trust; otherwise PGPASSWORD and PGSSLMODE count.
 * Throws an Error when a variable or the file of authorities is missing.
 */
export function connectionFrom(env: Env): Pick<pg.ClientConfig, "ssl" | "password"> {
  if (env["DATABASE_AUTH"] !== "iam") return {};
  const login = {
    host: required(env, "PGHOST"),
    port: Number(required(env, "PGPORT")),
    user: required(env, "PGUSER"),
    region: required(env, "AWS_REGION"),
  };
  const own = readFileSync(path.join(required(env, "LAMBDA_TASK_ROOT"), CA_FILE), "utf8");
  return {
    // The proxy's certificate is from Amazon Trust Services, which Node knows and `ca` alone would replace.
    ssl: { rejectUnauthorized: true, ca: isProxied(env) ? [own, ...rootCertificates] : [own] },
    password: () => iamToken(login, env),
  };
}

/** Whether statements go through RDS Proxy, where a prepared one would pin its session to this function. */
export const isProxied = (env: Env): boolean => env["DATABASE_PREPARE"] === "off";

function required(env: Env, name: string): string {
  const value = env[name];
  if (value) return value;
  throw new Error(`${name} is not set`);
}
