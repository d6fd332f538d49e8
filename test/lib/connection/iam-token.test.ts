import assert from "node:assert/strict";
import { iamToken, type IamLogin } from "#lib/connection/iam-token";

const NOW = new Date("2026-03-04T05:06:07.000Z");
const LOGIN: IamLogin = {
  host: "cruddur-dev.c9akciq32.us-east-1.rds.amazonaws.com",
  port: 5432,
  user: "cruddur_api",
  region: "us-east-1",
};
const KEY = {
  AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
};

/** Made by the Signer of @aws-sdk/rds-signer 3.1164.0 with the same login, key and time. */
const VECTORS = [
  {
    title: "a lasting key",
    signature: "98a1c3d6230adb05d24e4fc2f3ff0a92f302a6ed2ac85c81e9b37cc71c8c1654",
  },
  {
    title: "a session's key, which Lambda gives",
    sessionToken: "IQoJb3JpZ2luX2VjEJ//a+b/c==",
    signature: "69783cc1395e94a07be867be1198f717c28f746c177fd0b18d38aaa9cda365c5",
  },
  {
    title: "a user whose name needs encoding",
    user: "we ird!'()*~@é",
    sessionToken: "x",
    signature: "0476e9b489be9c461775142692c87b3e7af24a1721aa63681ff186dd9ab4cc1d",
  },
];

describe("iamToken", () => {
  for (const { title, user = LOGIN.user, sessionToken, signature } of VECTORS) {
    it(`is what AWS's own signer makes, with ${title}`, () => {
      const env = { ...KEY, ...(sessionToken ? { AWS_SESSION_TOKEN: sessionToken } : {}) };
      const token = iamToken({ ...LOGIN, user }, env, NOW);
      assert.ok(token.startsWith(`${LOGIN.host}:5432/?`), token);
      assert.deepEqual(Object.fromEntries(new URL(`https://${token}`).searchParams), {
        Action: "connect",
        DBUser: user,
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Credential": "AKIDEXAMPLE/20260304/us-east-1/rds-db/aws4_request",
        "X-Amz-Date": "20260304T050607Z",
        "X-Amz-Expires": "900",
        "X-Amz-SignedHeaders": "host",
        ...(sessionToken ? { "X-Amz-Security-Token": sessionToken } : {}),
        "X-Amz-Signature": signature,
      });
    });
  }

  it("holds no key, and changes with the time", () => {
    const token = iamToken(LOGIN, KEY, NOW);
    assert.ok(!decodeURIComponent(token).includes(KEY.AWS_SECRET_ACCESS_KEY));
    assert.notEqual(iamToken(LOGIN, KEY, new Date(NOW.getTime() + 1_000)), token);
  });

  it("takes an empty session token for none", () => {
    const token = iamToken(LOGIN, { ...KEY, AWS_SESSION_TOKEN: "" }, NOW);
    assert.equal(token, iamToken(LOGIN, KEY, NOW));
  });

  it("says which variables are missing", () => {
    for (const env of [{}, { AWS_ACCESS_KEY_ID: "a" }, { ...KEY, AWS_SECRET_ACCESS_KEY: "" }]) {
      assert.throws(() => iamToken(LOGIN, env, NOW), /AWS_ACCESS_KEY_ID and AWS_SECRET/);
    }
  });
});
