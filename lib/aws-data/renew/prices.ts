import { messageOf } from "../../errors.ts";
import { extractOf } from "../extract.ts";
import { instanceClassesExtract } from "../instance-classes.ts";
import type { Price, Prices } from "../prices.ts";
import type { Renewal } from "./renewal.ts";

/** A part of AWS's price list, `AmazonRDS` in one region (docs: Price List Bulk API, "Reading a service price list file"). */
export interface Offer {
  readonly publicationDate: string;
  readonly products: Readonly<
    Record<string, { readonly attributes: Readonly<Record<string, string | undefined>> }>
  >;
  readonly terms: { readonly OnDemand: Readonly<Record<string, Record<string, Term> | undefined>> };
}

interface Term {
  readonly priceDimensions: Readonly<
    Record<string, { readonly unit: string; readonly pricePerUnit: { readonly USD?: string } }>
  >;
}

/** RDS's list of one region is tens of megabytes. */
const ANSWERS_WITHIN_MS = 180_000;

/**
 * The prices of instances from AWS's price list, where it can be reached; those of everything else stay, each with the
 * source that it names.
 */
export async function renewPrices(
  fetchOffer: (url: string) => Promise<Offer> = offerAt,
): Promise<Renewal & Partial<Prices>> {
  const present = extractOf<Prices>("prices");
  const url = `https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonRDS/current/${present.region}/index.json`;
  let offer: Offer;
  try {
    offer = await fetchOffer(url);
  } catch (error) {
    return { kept: `${url} does not answer: ${messageOf(error)}` };
  }
  const offered = instanceClassesExtract().offered[present.region] ?? {};
  const instances: Record<string, Price> = {};
  for (const [sku, { attributes }] of Object.entries(offer.products)) {
    const { databaseEngine, deploymentOption, instanceType = "" } = attributes;
    const [, family = "", size = ""] = instanceType.split(".");
    const isOurs = databaseEngine === "PostgreSQL" && deploymentOption === "Single-AZ";
    const usd = isOurs ? hourly(offer.terms.OnDemand[sku]) : undefined;
    if (usd === undefined || !offered[family]?.split(" ").includes(size)) continue;
    instances[instanceType] = { usd, per: "hour", source: "AWS's price list" };
  }
  const missing = Object.keys(present.instances).filter((name) => !(name in instances));
  if (missing.length > 0) return { kept: `${url} has no price of ${missing.join(", ")}` };
  const names = Object.keys(instances).sort();
  return {
    ...present,
    asOf: offer.publicationDate.slice(0, 10),
    instances: Object.fromEntries(names.map((name) => [name, instances[name]!])),
  };
}

function hourly(terms: Record<string, Term> | undefined): number | undefined {
  const dimensions = Object.values(terms ?? {}).flatMap((term) =>
    Object.values(term.priceDimensions),
  );
  const price = dimensions.find(({ unit }) => unit === "Hrs")?.pricePerUnit.USD;
  return price === undefined || Number(price) === 0 ? undefined : Number(price);
}

async function offerAt(url: string): Promise<Offer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return (await response.json()) as Offer;
}
