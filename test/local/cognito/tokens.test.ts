import assert from "node:assert/strict";
import { createSign, generateKeyPairSync } from "node:crypto";
import { createRequire } from "node:module";
import { CognitoJwtVerifier } from "aws-jwt-verify";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";
import { claimsOf, LocalPool } from "./local-pool.ts";

const fromHere = createRequire(import.meta.url);
const shippedKey = (fromHere("cognito-local/lib/keys/cognitoLocal.private.json") as { pem: string })
  .pem;

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

function signedWith(key: string, header: object, claims: object): string {
  const text = `${encoded(header)}.${encoded(claims)}`;
  return `${text}.${createSign("RSA-SHA256").update(text).sign(key, "base64url")}`;
}

describe("tokenGeneratorFor", () => {
  let pool: LocalPool;
  let tokens: Record<string, string>;
  before(async () => {
    pool = await LocalPool.open({ ownKey: true });
    await pool.addUser("ada@example.com");
    tokens = await pool.tokensOf("ada@example.com");
  });
  after(() => pool.close());

  /** AWS's verifier, given the pool's keys as it would get them from AWS: asked about an unknown key, it fetches them again. */
  const verifier = (tokenUse: "access" | "id") => {
    const { userPoolId, clientId } = pool.cognito;
    const keys = new TextEncoder().encode(JSON.stringify(pool.cognito.jwks())).buffer;
    const jwksCache = new SimpleJwksCache({ fetcher: { fetch: () => Promise.resolve(keys) } });
    return CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse }, { jwksCache });
  };
  const headerOf = (token = ""): Record<string, string> =>
    JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()) as never;
  const refuses = async (token: string | undefined, why: RegExp): Promise<void> => {
    await assert.rejects(verifier("access").verify(token ?? ""), why);
  };

  it("makes tokens that AWS's own verifier takes for Cognito's", async () => {
    const access = await verifier("access").verify(tokens["AccessToken"] ?? "");
    assert.equal(access.iss, pool.cognito.issuer);
    assert.equal(
      access.iss,
      `https://cognito-idp.us-east-1.amazonaws.com/${pool.cognito.userPoolId}`,
    );
    const id = await verifier("id").verify(tokens["IdToken"] ?? "");
    assert.equal(id.sub, access.sub);
  });

  it("has keys that can be given to the verifier beforehand", async () => {
    const { userPoolId, clientId } = pool.cognito;
    const offline = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: "access" });
    offline.cacheJwks(pool.cognito.jwks() as Parameters<typeof offline.cacheJwks>[0]);
    await offline.verify(tokens["AccessToken"] ?? "");
  });

  it("makes none that pass for another kind", async () => {
    await refuses(tokens["IdToken"], /Token use/);
    await refuses(tokens["RefreshToken"], /Token use/);
  });

  it("shows the public half of its key only", () => {
    const { keys } = pool.cognito.jwks();
    assert.equal(keys.length, 1);
    assert.deepEqual(Object.keys(keys[0] ?? {}).toSorted(), ["alg", "e", "kid", "kty", "n", "use"]);
  });

  it("is not cognito-local: a token signed with its well-known key is foreign", async () => {
    const claims = claimsOf(tokens["AccessToken"]);
    const { kid } = headerOf(tokens["AccessToken"]);
    await refuses(signedWith(shippedKey, { alg: "RS256", kid }, claims), /Invalid signature/);
    const own = { alg: "RS256", kid: "CognitoLocal" };
    await refuses(signedWith(shippedKey, own, claims), /kid "CognitoLocal" not found/);
    const forged = signedWith(shippedKey, { alg: "RS256", kid }, claims);
    const answer = await pool.call("GetUser", { AccessToken: forged });
    assert.equal(answer.body.__type, "NotAuthorizedException");
  });

  it("is not to be talked out of a signature", async () => {
    const { kid } = headerOf(tokens["AccessToken"]);
    const claims = encoded(claimsOf(tokens["AccessToken"]));
    await refuses(`${encoded({ alg: "none", kid })}.${claims}.`, /./);
    await refuses(`${encoded({ alg: "HS256", kid })}.${claims}.AAAA`, /algorithm/i);
  });

  it("uses a key that no other state directory has", async () => {
    const other = await LocalPool.open({ ownKey: true });
    try {
      await other.addUser("ada@example.com");
      const { AccessToken = "" } = await other.tokensOf("ada@example.com");
      await refuses(AccessToken, /kid ".+" not found/);
    } finally {
      await other.close();
    }
  });

  it("never loads cognito-local's key, nor what is heavy in it", async () => {
    const { execFile } = await import("node:child_process");
    const { promisify } = await import("node:util");
    const program =
      'await import("#local/cognito/internals").then((module) => module.loadInternals());' +
      'const { createRequire } = await import("node:module");' +
      "console.log(JSON.stringify(Object.keys(createRequire(process.cwd() + '/x.js').cache)));";
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...["--import", "tsx", "--input-type", "module", "--eval", program],
    ]);
    const loaded = JSON.parse(stdout) as string[];
    assert.ok(loaded.some((file) => /cognito-local\/lib\/server\/Router/.test(file)));
    const heavy = /cognito-local\/lib\/keys|tokenGenerator|[\\/](aws-sdk|express|pino)[\\/].*\.js$/;
    assert.deepEqual(
      loaded.filter((file) => heavy.test(file)),
      [],
    );
  });

  it("refuses a token of a key made up for the purpose", async () => {
    const { privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    const { kid } = headerOf(tokens["AccessToken"]);
    const claims = claimsOf(tokens["AccessToken"]);
    await refuses(signedWith(privateKey, { alg: "RS256", kid }, claims), /Invalid signature/);
  });
});
