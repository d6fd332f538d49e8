import { typed } from "../terminal/typed.ts";
const FAULTS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "is out of date",
  CERT_NOT_YET_VALID: "is not valid yet",
  ERR_TLS_CERT_ALTNAME_INVALID: "is another host's",
  SELF_SIGNED_CERT_IN_CHAIN: "is signed by nobody we trust",
  DEPTH_ZERO_SELF_SIGNED_CERT: "is signed by nobody we trust",
  UNABLE_TO_GET_ISSUER_CERT: "is signed by nobody we trust",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "is signed by nobody we trust",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "is signed by nobody we trust",
  CERT_SIGNATURE_FAILURE: "is signed by nobody we trust",
};

/** Message and hint for a server's refused certificate; undefined when `code` says something else. */
export function certificateFault(
  code: string | undefined,
  place: string,
): { readonly says: string; readonly hint: string } | undefined {
  const fault = code === undefined ? undefined : FAULTS[code];
  if (fault === undefined) return undefined;
  return {
    says: `The certificate of the server at ${place} ${fault}, so that no password was sent.`,
    hint:
      `Is the address right, and this machine's clock? On RDS: ${typed("doctor")} looks at the certificates we trust.\n` +
      "A server with an authority of its own takes sslrootcert=/path/to/ca.pem in its URL; sslmode=require there encrypts without a look at the certificate.",
  };
}
