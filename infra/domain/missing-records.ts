import { Resolver } from "node:dns/promises";
import type { DnsRecord } from "./dns-record.ts";

/** The records among these that this machine's DNS does not have, or cannot be asked for. */
export async function missingRecords(records: readonly DnsRecord[]): Promise<DnsRecord[]> {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  const there = await Promise.all(records.map((record) => isThere(resolver, record)));
  return records.filter((_record, index) => !there[index]);
}

async function isThere(resolver: Resolver, { name, type, value }: DnsRecord): Promise<boolean> {
  const wanted = withoutDot(value);
  if (type === "TXT") return (await resolver.resolveTxt(name).catch(() => [])).length > 0;
  const aliases = await resolver.resolveCname(name).catch(() => []);
  if (aliases.some((alias) => withoutDot(alias) === wanted)) return true;
  if (type === "CNAME") return false;
  // An alias shows its target's addresses in place of its target.
  const [own, others] = await Promise.all(
    [name, wanted].map((one) => resolver.resolve4(one).catch((): string[] => [])),
  );
  return own!.some((address) => others!.includes(address));
}

const withoutDot = (name: string): string => name.replace(/\.$/, "").toLowerCase();
