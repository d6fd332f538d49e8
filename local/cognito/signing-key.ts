import { createHash, createPrivateKey, createPublicKey, generateKeyPair } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { codeOf, UserError } from "#lib/errors";
import { writeWhole } from "#lib/write-whole";
import { typed } from "#lib/terminal/typed";

/** The key that signs tokens. It is made once for each state directory: cognito-local's own is the same everywhere. */
export interface SigningKey {
  readonly kid: string;
  /** PKCS #8, PEM. */
  readonly privateKey: string;
  /** SPKI, PEM. */
  readonly publicKey: string;
  /** The public half as the JWKS shows it. */
  readonly jwk: Readonly<Record<string, unknown>>;
}

/** Reads `signing-key.json`, or makes it (0600). @throws UserError when it is there and cannot be read as a key */
export async function openSigningKey(directory: string): Promise<SigningKey> {
  const file = join(directory, "signing-key.json");
  const stored = await readFile(file, "utf8").catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  });
  return stored === undefined ? await makeSigningKey(file) : keyIn(stored, file);
}

async function makeSigningKey(file: string): Promise<SigningKey> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  await writeWhole(file, JSON.stringify({ privateKey }, undefined, 1), { mode: 0o600 });
  return signingKeyFrom(privateKey);
}

function keyIn(text: string, file: string): SigningKey {
  try {
    return signingKeyFrom((JSON.parse(text) as { privateKey: string }).privateKey);
  } catch (error) {
    throw new UserError(
      `${file} does not hold a private key.`,
      `Delete it, and a new one is made; everybody then signs in again. Or: ${typed("reset")}`,
      { cause: error },
    );
  }
}

function signingKeyFrom(pem: string): SigningKey {
  const publicKey = createPublicKey(createPrivateKey(pem));
  const spki = publicKey.export({ type: "spki", format: "pem" }).toString();
  const kid = createHash("sha256").update(spki).digest("base64");
  const jwk = { ...publicKey.export({ format: "jwk" }), kid, alg: "RS256", use: "sig" };
  return { kid, privateKey: pem, publicKey: spki, jwk };
}
