import assert from "node:assert/strict";
import { createHmac, createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import { verifierFor } from "../../../lambda/api/identity.ts";

const POOL = "us-east-1_Ab3dEf9Gh";
const CLIENT = "4h57q8l1exampleclient";
const own = generateKeyPairSync("rsa", { modulusLength: 2048 });
const foreign = generateKeyPairSync("rsa", { modulusLength: 2048 });

const JWKS = JSON.stringify({
  keys: [{ ...own.publicKey.export({ format: "jwk" }), kid: "own", alg: "RS256", use: "sig" }],
});
const ENV = { USER_POOL_ID: POOL, CLIENT_ID: CLIENT, LOCAL_JWKS: JWKS };

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const seconds = () => Math.floor(Date.now() / 1_000);

function claims(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    sub: "a-sub",
    iss: `https://cognito-idp.us-east-1.amazonaws.com/${POOL}`,
    client_id: CLIENT,
    token_use: "access",
    scope: "aws.cognito.signin.user.admin",
    auth_time: seconds() - 10,
    iat: seconds() - 10,
    exp: seconds() + 3_600,
    jti: "j",
    username: "a-user-name",
    ...changes,
  };
}

function token(
  payload: Record<string, unknown> = claims(),
  key: KeyObject = own.privateKey,
  header: Record<string, unknown> = { alg: "RS256", kid: "own" },
): string {
  const signed = `${part(header)}.${part(payload)}`;
  return `${signed}.${createSign("RSA-SHA256").update(signed).sign(key).toString("base64url")}`;
}

describe("verifierFor", () => {
  const verify = verifierFor(ENV);

  it("gives the id and the user name of an access token of the pool", async () => {
    assert.deepEqual(await verify(`Bearer ${token()}`), { sub: "a-sub", userName: "a-user-name" });
  });

  it("believes its keys, not claims that came with the request", async () => {
    const forged = { ...claims({ sub: "somebody-else" }) };
    assert.equal(await verify(undefined, forged), undefined);
    assert.deepEqual(await verify(`Bearer ${token()}`, forged), {
      sub: "a-sub",
      userName: "a-user-name",
    });
  });

  it("takes the scheme in any case", async () => {
    assert.ok(await verify(`bearer ${token()}`));
  });

  const [head, body, signature] = token().split(".") as [string, string, string];
  const confused = `${part({ alg: "HS256", kid: "own" })}.${body}`;
  const pem = own.publicKey.export({ format: "pem", type: "spki" });
  const refused: Record<string, string | undefined> = {
    "no header": undefined,
    "an empty header": "",
    "no token": "Bearer ",
    "another scheme": `Basic ${token()}`,
    "the bare token": token(),
    "two tokens": `Bearer ${token()}, Bearer ${token()}`,
    garbage: "Bearer not.a.token",
    "three dots": "Bearer ...",
    "JSON that is no object": `Bearer ${part(1)}.${part(null)}.${signature}`,
    "an expired token": `Bearer ${token(claims({ exp: seconds() - 1 }))}`,
    "a token without an end": `Bearer ${token(claims({ exp: undefined }))}`,
    "a token that is not yet valid": `Bearer ${token(claims({ nbf: seconds() + 3_600 }))}`,
    "a token of another key with our key's id": `Bearer ${token(claims(), foreign.privateKey)}`,
    "a token of a key that the pool does not have": `Bearer ${token(claims(), foreign.privateKey, { alg: "RS256", kid: "foreign" })}`,
    "a token without a key's id": `Bearer ${token(claims(), own.privateKey, { alg: "RS256" })}`,
    "a token that brings its own key": `Bearer ${token(claims(), foreign.privateKey, { alg: "RS256", kid: "foreign", jwk: foreign.publicKey.export({ format: "jwk" }), jku: "http://127.0.0.1:1/" })}`,
    "a token of another pool": `Bearer ${token(claims({ iss: "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other1234" }))}`,
    "a token of another client": `Bearer ${token(claims({ client_id: "another" }))}`,
    "an id token": `Bearer ${token(claims({ token_use: "id", aud: CLIENT, client_id: undefined }))}`,
    "a token of no use": `Bearer ${token(claims({ token_use: undefined }))}`,
    "alg none without a signature": `Bearer ${part({ alg: "none", kid: "own" })}.${body}.`,
    "alg none with a signature": `Bearer ${part({ alg: "none", kid: "own" })}.${body}.${signature}`,
    "HS256 with the public key as the secret": `Bearer ${confused}.${createHmac("sha256", pem).update(confused).digest("base64url")}`,
    "a changed payload": `Bearer ${head}.${part(claims({ sub: "somebody-else" }))}.${signature}`,
    "a cut signature": `Bearer ${head}.${body}.${signature.slice(0, -8)}`,
    "no signature": `Bearer ${head}.${body}.`,
  };
  for (const [what, header] of Object.entries(refused)) {
    it(`gives nobody for ${what}`, async () => assert.equal(await verify(header), undefined));
  }

  it("still takes a good token after many with unknown keys", async () => {
    const unknown = `Bearer ${token(claims(), foreign.privateKey, { alg: "RS256", kid: "unknown" })}`;
    for (let index = 0; index < 5; index += 1) assert.equal(await verify(unknown), undefined);
    assert.ok(await verify(`Bearer ${token()}`));
  });

  for (const variable of ["AWS_EXECUTION_ENV", "AWS_LAMBDA_RUNTIME_API"]) {
    it(`refuses LOCAL_JWKS where ${variable} says that this is Lambda`, () => {
      assert.throws(
        () => verifierFor({ ...ENV, [variable]: "AWS_Lambda_nodejs20.x" }),
        /LOCAL_JWKS/,
      );
    });
  }

  for (const variable of ["USER_POOL_ID", "CLIENT_ID"] as const) {
    it(`refuses to start without ${variable}`, () => {
      assert.throws(() => verifierFor({ ...ENV, [variable]: "" }), /must be set/);
    });
  }
});
