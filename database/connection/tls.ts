import { readFile } from "node:fs/promises";
import type pg from "pg";
import { codeOf, UserError } from "#lib/errors";
import { isRdsHost, sslmodeFor, type ConnectionParameters } from "#lib/domain/target";

export type TlsAddress = Pick<ConnectionParameters, "host" | "sslmode" | "sslrootcert">;

/**
 * The option `ssl` of `pg`, false for no TLS. As in libpq, the certificate is looked at from `verify-ca` on; servers of
 * RDS are held to `verify-full` always. Throws a UserError when the file of `sslrootcert` cannot be read.
 */
export async function tlsFor(address: TlsAddress): Promise<NonNullable<pg.ClientConfig["ssl"]>> {
  const mode = sslmodeFor(address);
  // A socket of this machine carries no TLS; libpq does not ask for it either.
  if (address.host.startsWith("/") || mode === "disable") return false;
  if (!mode.startsWith("verify")) return { rejectUnauthorized: false };
  const ca = await trustedFor(address);
  return {
    rejectUnauthorized: true,
    ...(ca ? { ca } : {}),
    // With an authority of the user's own, verify-ca leaves the name alone, as a tunnel needs; with the public ones
    // it would let in anybody who has bought a certificate.
    ...(mode === "verify-ca" && ca ? { checkServerIdentity: () => undefined } : {}),
  };
}

/** The PEMs of the authorities that count for an address; undefined for those that Node brings along. */
export async function trustedFor({ host, sslrootcert }: TlsAddress): Promise<string[] | undefined> {
  if (sslrootcert !== undefined && sslrootcert !== "system") return [await readRoot(sslrootcert)];
  if (!isRdsHost(host)) return undefined;
  // 200 kB that a local server needs none of.
  const { caFor } = await import("#lib/connection/rds-certificates");
  return caFor(host);
}

async function readRoot(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new UserError(
      `The certificates in ${file} cannot be read (${codeOf(error) ?? "unknown"}).`,
      "Correct sslrootcert in the connection URL, or take it out.",
    );
  }
}
