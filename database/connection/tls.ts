import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import type pg from "pg";
import { codeOf, RefusedError } from "#lib/errors";
import { isRdsHost, sslmodeFor, type ConnectionParameters } from "#lib/domain/target";

export type TlsAddress = Pick<ConnectionParameters, "host" | "sslmode" | "sslrootcert">;

/**
 * The option `ssl` of `pg`, false for no TLS. As in libpq, the certificate is looked at from `verify-ca` on; servers of
 * RDS are held to `verify-full` always. Throws a RefusedError when the file of `sslrootcert` cannot be read
 * or holds no certificate.
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
  const hint = "Correct sslrootcert in the connection URL, or take it out.";
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const why = codeOf(error) ?? "unknown";
    throw new RefusedError(`The certificates in ${file} cannot be read (${why}).`, hint);
  }
  try {
    // Node takes a file without any, and then trusts nobody without a word why.
    new X509Certificate(text);
  } catch {
    throw new RefusedError(`${file} holds no certificate in PEM form.`, hint);
  }
  return text;
}
