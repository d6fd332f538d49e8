import { mkdir } from "node:fs/promises";
import path from "node:path";
import { rootCertificates } from "node:tls";
import { isRdsHost, sslmodeFor, type ConnectionParameters } from "#lib/domain/target";
import { writeWhole } from "#lib/write-whole";
import { trustedFor } from "./tls.ts";

/**
 * The parameters by which PostgreSQL's own programs (psql, pg_dump) verify a server as our own connections do: libpq
 * knows neither the authorities of RDS nor Node's, and has the machine's only since 16.
 *
 * @param directory where the file of authorities is written, for this user alone
 */
export async function withRootCertificates(
  parameters: ConnectionParameters,
  directory: string,
): Promise<ConnectionParameters> {
  if (!sslmodeFor(parameters).startsWith("verify")) return parameters;
  const trusted = await trustedFor(parameters);
  const { host, sslrootcert } = parameters;
  if (sslrootcert !== undefined && sslrootcert !== "system") {
    return { ...parameters, sslrootcert: path.resolve(sslrootcert) };
  }
  const file = path.join(directory, `${isRdsHost(host) ? "rds" : "public"}-certificates.pem`);
  await mkdir(directory, { recursive: true });
  await writeWhole(file, `${(trusted ?? rootCertificates).join("\n")}\n`, { mode: 0o600 });
  return { ...parameters, sslrootcert: file };
}
