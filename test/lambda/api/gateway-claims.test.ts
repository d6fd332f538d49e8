import assert from "node:assert/strict";
import { claimsOf, identityFrom } from "../../../lambda/api/gateway-claims.ts";
import { verifierFor } from "../../../lambda/api/identity.ts";

const POOL = { userPoolId: "us-east-1_Ab3dEf9Gh", clientId: "4h57q8l1exampleclient" };

/** As API Gateway gives them: every value is text. */
const CLAIMS = {
  sub: "a-sub",
  username: "a-user-name",
  iss: "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Ab3dEf9Gh",
  client_id: POOL.clientId,
  token_use: "access",
  scope: "aws.cognito.signin.user.admin",
  exp: "1795000000",
};

describe("claimsOf", () => {
  it("gives what the authorizer verified", () => {
    const event = { requestContext: { authorizer: { jwt: { claims: CLAIMS, scopes: [] } } } };
    assert.deepEqual(claimsOf({ event }), CLAIMS);
  });

  for (const [what, bindings] of Object.entries({
    "no bindings": undefined,
    "no event": {},
    "an event without an authorizer": { event: { requestContext: { http: { method: "GET" } } } },
    "claims in the body only": { event: { body: JSON.stringify({ claims: CLAIMS }) } },
  })) {
    it(`gives none for ${what}`, () => assert.equal(claimsOf(bindings), undefined));
  }
});

describe("identityFrom", () => {
  it("gives the id and the user name of an access token of the pool", () => {
    assert.deepEqual(identityFrom(CLAIMS, POOL), { sub: "a-sub", userName: "a-user-name" });
  });

  for (const [what, changes] of Object.entries({
    "an ID token, which the authorizer lets pass": { token_use: "id", aud: POOL.clientId },
    "another client's token": { client_id: "another" },
    "another pool's token": {
      iss: "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other1234",
    },
    "no sub": { sub: undefined },
    "an empty sub": { sub: "" },
    "no user name": { username: undefined },
  })) {
    it(`gives nobody for ${what}`, () => {
      assert.equal(identityFrom({ ...CLAIMS, ...changes }, POOL), undefined);
    });
  }

  it("gives nobody where there are no claims", () => {
    assert.equal(identityFrom(undefined, POOL), undefined);
  });
});

describe("verifierFor without keys", () => {
  const verify = verifierFor({ USER_POOL_ID: POOL.userPoolId, CLIENT_ID: POOL.clientId });

  it("takes the gateway's word, where no way leads to the pool's keys", async () => {
    assert.deepEqual(await verify("Bearer ignored", CLAIMS), {
      sub: "a-sub",
      userName: "a-user-name",
    });
  });

  it("gives nobody for a header that no gateway vouches for", async () => {
    assert.equal(await verify("Bearer a.b.c"), undefined);
  });
});
