import { Resolver } from "node:dns/promises";
import type { DnsRecord } from "./dns-record.ts";

/** What is asked of the DNS; it rejects where there is no such record, and where nobody answers. */
type Lookup = Pick<Resolver, "resolveCname" | "resolve4">;

/** The records among these that this machine's DNS does not have, or cannot be asked for. */
export async function missingRecords(
  records: readonly DnsRecord[],
  lookup: Lookup = new Resolver({ timeout: 2_000, tries: 2 }),
): Promise<DnsRecord[]> {
  const there = await Promise.all(records.map((record) => isThere(lookup, record)));
  return records.filter((_record, index) => !there[index]);
}

async function isThere(lookup: Lookup, { name, type, value }: DnsRecord): Promise<boolean> {
  const wanted = withoutDot(value);
  const aliases = await lookup.resolveCname(name).catch((): string[] => []);
  if (aliases.some((alias) => withoutDot(alias) === wanted)) return true;
  if (type === "CNAME") return false;
  // An alias shows its target's addresses in place of its target.
  const [own, others] = await Promise.all(
    [name, wanted].map((one) => lookup.resolve4(one).catch((): string[] => [])),
  );
  return own!.some((address) => others!.includes(address));
}

const withoutDot = (name: string): string => name.replace(/\.$/, "").toLowerCase();
