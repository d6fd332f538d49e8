import { isIP, SocketAddress, type IPVersion } from "node:net";
import { networkInterfaces } from "node:os";
import { RefusedError } from "#lib/errors";
import { ask } from "#lib/terminal/ask";
import { typed, typedAgain } from "#lib/terminal/typed";
import { isLoopback } from "./caller.ts";

/** Where the origin always listens, for this machine's own programs. */
export const LOOPBACK = "127.0.0.1";

/** Whether it stands for every address of the machine, 127.0.0.1 with them (`::` listens by IPv4 too). */
export const isUnspecified = (address: string): boolean =>
  address === "0.0.0.0" || address === "::";

/** The parser of --host: the address in its shortest form. It throws an Error that says what is wanted. */
export function parseAddress(text: string): string {
  const family = { 0: undefined, 4: "ipv4", 6: "ipv6" }[isIP(text)] as IPVersion | undefined;
  if (family) return new SocketAddress({ address: text, family }).address.replace(/^::ffff:/, "");
  throw new Error("an IP address of this machine is wanted, such as 0.0.0.0 for all of them.");
}

/** How the user may agree to it. */
interface Consent {
  /** `--confirm ADDRESS` */
  readonly confirm: string | undefined;
  /** Whether a question can be asked; otherwise only `confirm` counts. */
  readonly interactive: boolean;
}

/**
 * Returns when the address is this machine's and the user has agreed to what listening there means; for loopback nobody
 * is asked. Throws a RefusedError otherwise.
 */
export async function requireListening(address: string, consent: Consent): Promise<void> {
  requireOwn(address);
  if (isLoopback(address) || consent.confirm === address) return;
  const wanted = `If you mean it: ${typedAgain("start", [
    ["--host", address],
    ["--confirm", address],
  ])}`;
  if (consent.confirm !== undefined) {
    throw new RefusedError(
      `--confirm says ${JSON.stringify(consent.confirm)}, but the address is ${address}. Nothing was started.`,
      wanted,
    );
  }
  const warning =
    `Everybody who reaches ${address} could open the page, sign up, post, and sign in as the demo account.\n` +
    "It is plain HTTP: whoever is in between can read passwords, too.\n" +
    "Mailbox, admin actions, Invoke and the database stay with this machine.";
  if (!consent.interactive) throw new RefusedError(`${warning} Nothing was started.`, wanted);
  const said = await ask(`${warning}\nType the address (${address}) to go on: `);
  if (said !== address)
    throw new RefusedError("That is not the address. Nothing was started.", wanted);
}

/** One can listen at an address of everybody's, such as 255.255.255.255, too. */
function requireOwn(address: string): void {
  if (isUnspecified(address) || isLoopback(address)) return;
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  if (own.some((it) => it.address === address)) return;
  throw new RefusedError(
    `--host ${address}: this machine has no such address. Nothing was started.`,
    `All that it has: ${typedAgain("start", [["--host", "0.0.0.0"]])}. Only itself: ${typed("start")}`,
  );
}
