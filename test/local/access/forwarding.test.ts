import assert from "node:assert/strict";
import { forwardingFrom } from "#local/access/forwarding";
import { foreignName } from "#local/access/caller";

const isOwn = (host: string, env: Record<string, string> = {}): boolean => {
  const { hosts } = forwardingFrom(env);
  return foreignName({ headers: { host } }, { hosts, anyAddress: false }) === undefined;
};

describe("forwardingFrom", () => {
  it("knows the proxies of workspaces", () => {
    for (const host of [
      "fuzzy-space-4567.app.github.dev",
      "fuzzy-space-4567.preview.app.github.dev",
      "x7k2p9-4567.euw.devtunnels.ms",
      "4567--0193a7c2-1f0e-7b6c.us01.gitpod.dev",
      "4567-me-cruddur.ws-eu1.gitpod.io",
      "4567-mine.cluster-12345abcde.cloudworkstations.dev",
      "4567-cs-1-default.cs-europe-west1-x.cloudshell.dev",
    ]) {
      assert.ok(isOwn(host), host);
    }
    assert.ok(!isOwn("evil.example"));
  });

  it("takes names and domains from CRUDDUR_ALLOWED_HOSTS", () => {
    const env = { CRUDDUR_ALLOWED_HOSTS: " Cruddur.example.com, *.coder.example.org ,desk" };
    for (const host of ["cruddur.example.com", "4567--main.coder.example.org:443", "desk:4567"])
      assert.ok(isOwn(host, env), host);
    for (const host of ["coder.example.org", "a.cruddur.example.com"])
      assert.ok(!isOwn(host, env), host);
    assert.ok(!isOwn("evil.example", { CRUDDUR_ALLOWED_HOSTS: "" }));
  });

  for (const text of [
    "*",
    "*.dev",
    "https://a.example",
    "a.example:443",
    "a b",
    "a.*.example",
    "*a.example",
  ]) {
    it(`refuses ${text} there, in one sentence with what to type`, () => {
      assert.throws(
        () => forwardingFrom({ CRUDDUR_ALLOWED_HOSTS: `ok.example,${text}` }),
        (error: Error & { hint: string }) =>
          error.message.includes(JSON.stringify(text)) &&
          /export CRUDDUR_ALLOWED_HOSTS=/.test(error.hint),
      );
    });
  }

  it("tells the page's address in a codespace, of whichever domain, and lets it in", () => {
    const env = {
      CODESPACE_NAME: "fuzzy-space",
      GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN: "app.acme.ghe.com",
    };
    assert.equal(forwardingFrom(env).urlOf(4568), "https://fuzzy-space-4568.app.acme.ghe.com");
    assert.ok(isOwn("fuzzy-space-4568.app.acme.ghe.com", env));
    assert.equal(forwardingFrom({}).urlOf(4567), undefined);
    assert.equal(forwardingFrom({ CODESPACE_NAME: "fuzzy-space" }).urlOf(4567), undefined);
  });

  it("makes nothing of what is no codespace's name or domain", () => {
    const domain = "app.github.dev";
    for (const name of [" ", "x\ny", "https://evil", "a.b"]) {
      const env = { CODESPACE_NAME: name, GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN: domain };
      assert.equal(forwardingFrom(env).urlOf(4567), undefined, name);
    }
    for (const wide of ["com", "", ".com", "a b.dev", "https://x.dev"]) {
      const env = { CODESPACE_NAME: "ok", GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN: wide };
      assert.equal(forwardingFrom(env).urlOf(4567), undefined, wide);
      assert.ok(!isOwn("evil.com", env), wide);
    }
  });
});
