import { BlockList, isIPv4, isIPv6 } from "node:net";
import { messageOf, RefusedError, UserError } from "./errors.ts";

/** They tell a caller's own address as plain text, over IPv4. No single one is taken on faith. */
const ADDRESS_SOURCES = [
  "https://checkip.amazonaws.com",
  "https://api.ipify.org",
  "https://ipv4.icanhazip.com",
] as const;

/** Gets a page's text. It rejects for everything but an answer of 200. */
export type FetchText = (url: string) => Promise<string>;

const PATIENCE_MS = 3_000;

/** A captive portal answers with a redirection to its own page, which is no answer. */
export const fetchText: FetchText = async (url) => {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const answer = await fetch(url, { signal, redirect: "error" });
  if (!answer.ok) throw new Error(`it answered ${answer.status}`);
  return answer.text();
};

// What RFC 6890 sets aside. The ranges for documentation are not among them: they lead nowhere and are good examples.
const RESERVED: readonly (readonly [string, number, string])[] = [
  ["0.0.0.0", 8, "means every address"],
  ["10.0.0.0", 8, "is private"],
  ["100.64.0.0", 10, "is a provider's own (carrier-grade NAT)"],
  ["127.0.0.0", 8, "is this machine itself"],
  ["169.254.0.0", 16, "is link-local"],
  ["172.16.0.0", 12, "is private"],
  ["192.0.0.0", 24, "is reserved"],
  ["192.168.0.0", 16, "is private"],
  ["198.18.0.0", 15, "is for benchmarks"],
  ["224.0.0.0", 4, "is multicast"],
  ["240.0.0.0", 4, "is reserved"],
];

const LISTS = RESERVED.map(([network, bits, why]) => {
  const list = new BlockList();
  list.addSubnet(network, bits, "ipv4");
  return { list, why };
});

/** Why a text cannot be the one address that is let in; undefined when it can. */
export function addressFault(text: string): string | undefined {
  if (text === "") return "is empty";
  if (isIPv6(text)) return "is IPv6, and the database listens on IPv4 only";
  if (/^[\d.]+\/\d+$/.test(text)) return "is a range, and a lease is for one address";
  if (!isIPv4(text)) return "is no IPv4 address";
  return LISTS.find(({ list }) => list.check(text, "ipv4"))?.why;
}

/** The value of `--ip`. Throws a RefusedError that says why an address will not do. */
export function parsePublicAddress(text: string): string {
  const address = text.trim();
  const fault = addressFault(address);
  if (fault === undefined) return address;
  throw new RefusedError(
    `${JSON.stringify(address)} ${fault}.`,
    "Wanted: the public IPv4 address of this machine, such as 203.0.113.7.",
  );
}

/**
 * The public address of this machine, as soon as two sources agree on it.
 * Throws a UserError that tells each answer when no two do, or when they agree on one that cannot be public.
 */
export async function findPublicAddress(
  fetcher: FetchText = fetchText,
  sources: readonly string[] = ADDRESS_SOURCES,
): Promise<string> {
  const told = new Map<string, string>();
  const answers = new Map<string, string>();
  const agreed = await new Promise<string | undefined>((resolve) => {
    let left = sources.length;
    for (const source of sources) {
      void ask(fetcher, source).then(({ address, says }) => {
        told.set(source, says);
        if (address !== undefined) {
          if ([...answers.values()].includes(address)) resolve(address);
          answers.set(source, address);
        }
        left -= 1;
        if (left === 0) resolve(undefined);
      });
    }
  });
  if (agreed !== undefined) return agreed;
  throw new UserError(
    [
      "The public address of this machine is not known: no two sources agree. Nothing was changed.",
      ...sources.map((source) => `  ${source} ${told.get(source)}`),
    ].join("\n"),
    "Behind a VPN or a proxy, or without a network? If you know the address: --ip 203.0.113.7",
  );
}

async function ask(
  fetcher: FetchText,
  source: string,
): Promise<{ readonly address?: string; readonly says: string }> {
  try {
    const text = (await fetcher(source)).trim();
    const fault = addressFault(text);
    const shown = JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
    return fault === undefined
      ? { address: text, says: `says ${text}` }
      : { says: `says ${shown}, which ${fault}` };
  } catch (error) {
    const cause = error instanceof Error && error.cause ? ` (${messageOf(error.cause)})` : "";
    return { says: `does not answer: ${messageOf(error)}${cause}` };
  }
}

/** The same for a program that can do without: undefined, after `warn` was told why. */
export async function tryPublicAddress(
  warn: (text: string) => void,
  fetcher: FetchText = fetchText,
): Promise<string | undefined> {
  try {
    return await findPublicAddress(fetcher);
  } catch (error) {
    warn(messageOf(error));
    return undefined;
  }
}
