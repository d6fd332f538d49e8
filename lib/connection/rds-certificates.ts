import { X509Certificate } from "node:crypto";
import { rdsAuthoritiesExtract } from "../aws-data/rds-authorities.ts";
import { isRdsHost } from "../domain/target.ts";

/** A certificate authority of Amazon RDS that its servers' and proxies' certificates may lead to. */
export interface RdsCertificate {
  /** "Amazon RDS us-east-1 Root CA RSA2048 G1" */
  readonly name: string;
  readonly validTo: Date;
  readonly pem: string;
}

let inUse: readonly RdsCertificate[] | undefined;

/** The authorities that are trusted, whether or not their time is over. */
export function rdsCertificates(): readonly RdsCertificate[] {
  inUse ??= rdsAuthoritiesExtract().authorities.map((pem) => ({
    name: nameOf(pem),
    validTo: expiryOf(pem),
    pem,
  }));
  return inUse;
}

/** The PEMs that a host's certificate must lead to; undefined where it is not for RDS to vouch. */
export function caFor(host: string): string[] | undefined {
  return isRdsHost(host) ? rdsCertificates().map(({ pem }) => pem) : undefined;
}

/**
 * The authorities of one region as one PEM text, what a function's archive carries: four kilobytes instead of a hundred.
 * Of a region that has none in our data it is all of them (see `configWarnings`).
 */
export function regionalCa(region: string): string {
  const found = authoritiesOf(region);
  return `${(found.length > 0 ? found : rdsCertificates()).map(({ pem }) => pem).join("\n")}\n`;
}

/** The authorities of one region's servers; none for a region that is newer than our data. */
export function authoritiesOf(region: string): RdsCertificate[] {
  return rdsCertificates().filter(({ name }) => name.startsWith(`Amazon RDS ${region} `));
}

/** When a certificate ends. Throws an Error when the text is none. */
export function expiryOf(pem: string): Date {
  return new Date(new X509Certificate(pem).validTo);
}

const DAY_MS = 86_400_000;

/** Those whose time is over or ends within some days, the first to end first. */
export function expiringCertificates(
  now: Date,
  withinDays: number,
  certificates = rdsCertificates(),
): RdsCertificate[] {
  const limit = now.getTime() + withinDays * DAY_MS;
  return certificates
    .filter(({ validTo }) => validTo.getTime() <= limit)
    .sort((one, other) => one.validTo.getTime() - other.validTo.getTime());
}

function nameOf(pem: string): string {
  return /^CN=(.*)$/m.exec(new X509Certificate(pem).subject)?.[1] ?? "without a name";
}
