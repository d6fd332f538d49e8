import { isLocalHost, sslmodeFor } from "../domain/target.ts";
import type { RefusedError } from "../errors.ts";

/** Makes the error of a URL from its fault, "has a # in it", and from what to do, where that is known. */
export type Malformed = (fault: string, hint?: string) => RefusedError;

/** libpq's; a misspelt one must not pass for one that verifies nothing. */
const SSL_MODES = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

/** node-postgres' word for TLS, in libpq's words. Off is said as `sslmode=disable` only. */
const SSL: Readonly<Record<string, string>> = {
  true: "verify-full",
  "1": "verify-full",
  "no-verify": "require",
};

/**
 * What the words of a URL say about TLS, as it counts: `sslmode`, which is left out where nothing is said of this machine,
 * and `sslrootcert`. Throws what `malformed` makes of a value that is none, and of two that contradict each other.
 */
export function tlsIn(
  words: ReadonlyMap<string, string>,
  host: string,
  malformed: Malformed,
): Record<string, string> {
  const { ssl, sslmode: typed, sslrootcert } = Object.fromEntries(words);
  if (ssl !== undefined && typed !== undefined) {
    throw malformed("has both ssl and sslmode", "Write sslmode alone.");
  }
  if (ssl !== undefined && !Object.hasOwn(SSL, ssl)) {
    throw malformed(
      `has an ssl that is none of ${Object.keys(SSL).join(", ")}`,
      "To switch TLS off write sslmode=disable.",
    );
  }
  if (typed !== undefined && !SSL_MODES.includes(typed)) {
    throw malformed(`has an sslmode that is none of ${SSL_MODES.join(", ")}`);
  }
  const wanted = ssl === undefined ? typed : SSL[ssl];
  const sslmode = sslmodeFor({ host, sslmode: wanted });
  return {
    ...(wanted === undefined && isLocalHost(host) ? {} : { sslmode }),
    ...(sslrootcert === undefined ? {} : { sslrootcert }),
  };
}
