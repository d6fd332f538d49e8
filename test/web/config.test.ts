import assert from "node:assert/strict";
import { parseConfig } from "../../web/config.ts";

const COMPLETE = {
  target: "local",
  cognitoEndpoint: "/_cognito/",
  clientId: "client-1",
  apiBase: "/api/",
  mailbox: { href: "/_local/mail" },
};

describe("parseConfig", () => {
  it("takes what it knows, and drops the slash that ends apiBase", () => {
    assert.deepEqual(parseConfig({ ...COMPLETE, extra: 1 }), { ...COMPLETE, apiBase: "/api" });
  });

  it("has no mailbox off the local copy", () => {
    assert.equal(parseConfig({ ...COMPLETE, mailbox: null }).mailbox, null);
  });

  it("has the command that tells of the mailbox where that is not to be opened", () => {
    const mailbox = { command: "npm run status" };
    assert.deepEqual(parseConfig({ ...COMPLETE, mailbox }).mailbox, mailbox);
  });

  it("names the key that is missing", () => {
    assert.throws(() => parseConfig({ ...COMPLETE, clientId: "" }), /no "clientId"/);
    assert.throws(() => parseConfig(null), /no "target"/);
  });
});
