import { X509Certificate } from "node:crypto";
import { rootCertificates } from "node:tls";
import { messageOf } from "../../errors.ts";
import { rdsAuthoritiesExtract, type RdsAuthorities } from "../rds-authorities.ts";
import type { Renewal } from "./renewal.ts";

const SOURCE = "https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem";
const ANSWERS_WITHIN_MS = 15_000;

/** Authorities in use: neither the generation that ended in 2024, nor those of the beta and preview environments. */
const OF_A_REGION = /^CN=Amazon RDS ([a-z]+(?:-[a-z]+)+-\d+) Root CA (?:RSA|ECC)\d+ G\d+$/m;

/** RDS Proxy has its certificates of AWS's public authorities, which Node knows too. */
const OF_PROXIES = /^CN=(Amazon Root CA \d|Starfield Services Root Certificate Authority - G2)$/m;

/** AWS's own bundle of every region's authorities, where it can be reached. */
export async function renewRdsAuthorities(
  now: Date,
  fetchText: (url: string) => Promise<string> = textAt,
): Promise<Renewal & Partial<RdsAuthorities>> {
  let text: string;
  try {
    text = await fetchText(SOURCE);
  } catch (error) {
    return { kept: `${SOURCE} does not answer: ${messageOf(error)}` };
  }
  const bundle = text.match(/-----BEGIN CERTIFICATE-----[^]+?-----END CERTIFICATE-----/g) ?? [];
  const authorities = [
    ...bundle.filter((pem) => isRoot(pem, OF_A_REGION)),
    ...rootCertificates.filter((pem) => isRoot(pem, OF_PROXIES)),
  ];
  const missing = missingFrom(authorities, rdsAuthoritiesExtract().authorities);
  if (bundle.length === 0) return { kept: `${SOURCE} holds no bundle of certificates` };
  if (missing.length > 0) {
    return {
      kept: `${SOURCE} lacks ${missing.length} regions that are here: ${missing.join(", ")}`,
    };
  }
  return {
    about:
      "The certificate authorities of RDS's servers, by region in their name, and those of its proxies.",
    source: SOURCE,
    asOf: now.toISOString().slice(0, 10),
    authorities: authorities.map((pem) => pem.trim()),
  };
}

const regionsOf = (pems: readonly string[]): Set<string> =>
  new Set(
    pems
      .map((pem) => OF_A_REGION.exec(new X509Certificate(pem).subject)?.[1])
      .filter((region) => region !== undefined),
  );

/** Regions of the present authorities that the found ones have none of. */
function missingFrom(found: readonly string[], present: readonly string[]): string[] {
  const regions = regionsOf(found);
  return [...regionsOf(present)].filter((region) => !regions.has(region));
}

function isRoot(pem: string, name: RegExp): boolean {
  const certificate = new X509Certificate(pem);
  return (
    certificate.ca && certificate.verify(certificate.publicKey) && name.test(certificate.subject)
  );
}

async function textAt(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.text();
}
