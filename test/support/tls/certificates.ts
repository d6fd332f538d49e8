import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { isIP } from "node:net";

/** A certificate with its private key, as PEMs. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateOptions {
  /** Whose certificate it is: a host's name or IPv4 address, or what an authority calls itself. */
  readonly name: string;
  /** Who signs it. @default itself, as an authority */
  readonly issuer?: Authority;
  /** @default in an hour */
  readonly validTo?: Date;
}

export interface Authority extends Certificate {
  readonly name: string;
  readonly privateKey: KeyObject;
}

const HOUR_MS = 3_600_000;

/** Makes an X.509 certificate (RFC 5280) with an ECDSA P-256 key; Node reads such and has nothing to make them. */
export function makeCertificate(options: CertificateOptions): Authority {
  const { name, issuer, validTo = new Date(Date.now() + HOUR_MS) } = options;
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const validFrom = new Date(Math.min(Date.now(), validTo.getTime()) - HOUR_MS);
  const body = sequence(
    der(0xa0, integer(2)), // version 3
    integer(Math.floor(Math.random() * 2 ** 31)),
    ECDSA_WITH_SHA256,
    nameOf(issuer?.name ?? name),
    sequence(time(validFrom), time(validTo)),
    nameOf(name),
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(issuer ? subjectAltName(name) : CERTIFICATE_AUTHORITY)),
  );
  const signature = sign("sha256", body, issuer?.privateKey ?? privateKey);
  const whole = sequence(body, ECDSA_WITH_SHA256, der(0x03, Buffer.of(0), signature));
  const lines = whole.toString("base64").replace(/(.{64})(?=.)/g, "$1\n");
  return {
    name,
    privateKey,
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

/** One value of ASN.1: tag, length, content (X.690). */
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const { length } = body;
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.of(tag, ...size), body]);
}

const sequence = (...content: readonly Buffer[]) => der(0x30, ...content);
const octets = (...content: readonly Buffer[]) => der(0x04, ...content);
const oid = (hex: string) => der(0x06, Buffer.from(hex, "hex"));
const YES = der(0x01, Buffer.of(0xff));

function integer(value: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt32BE(value, 1);
  const first = bytes.findIndex((byte) => byte !== 0);
  const start = first === -1 ? 4 : first;
  // A leading bit would make it negative.
  return der(0x02, bytes.subarray(bytes[start]! < 128 ? start : start - 1));
}

const time = (date: Date) =>
  der(0x18, Buffer.from(date.toISOString().replace(/[-:T]|\.\d+/g, ""), "ascii"));

const nameOf = (text: string) =>
  sequence(der(0x31, sequence(oid("550403"), der(0x0c, Buffer.from(text)))));

const ECDSA_WITH_SHA256 = sequence(oid("2a8648ce3d040302"));
const CERTIFICATE_AUTHORITY = sequence(oid("551d13"), YES, octets(sequence(YES)));

function subjectAltName(host: string): Buffer {
  const name = isIP(host)
    ? der(0x87, Buffer.from(host.split(".").map(Number)))
    : der(0x82, Buffer.from(host));
  return sequence(oid("551d11"), octets(sequence(name)));
}
