import { inputRule, type ResourceRule } from "./rule.ts";
import { TYPES } from "./resource-types.ts";

/** Mail by SES. */
export const MAIL_RULES: readonly ResourceRule[] = [
  inputRule({
    name: "mail-by-tls",
    controls: ["SES.3", "CKV_AWS_365"],
    summary: "Mail goes out by TLS, and not at all to a server that has none",
    types: [TYPES.mailSettings],
    property: "deliveryOptions.tlsPolicy",
    isRight: (policy) => policy === "REQUIRE",
    wanted: "REQUIRE",
    change: 'Set deliveryOptions: { tlsPolicy: "REQUIRE" }.',
  }),
  inputRule({
    name: "mail-key-length",
    controls: ["SES DKIM"],
    summary: "Mail is signed by a key of 2048 bits",
    types: [TYPES.mailIdentity],
    property: "dkimSigningAttributes.nextSigningKeyLength",
    isRight: (length) => length === "RSA_2048_BIT",
    wanted: "RSA_2048_BIT",
    change: 'Set dkimSigningAttributes: { nextSigningKeyLength: "RSA_2048_BIT" }.',
  }),
];
