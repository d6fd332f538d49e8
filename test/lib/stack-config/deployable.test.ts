import assert from "node:assert/strict";
import { checkedNames } from "#lib/stack-config/deployable";
import { parseStackConfig } from "#lib/stack-config/parse";

describe("checkedNames", () => {
  const check = (values: Record<string, string>) =>
    checkedNames(parseStackConfig("dev", { environment: "dev", ...values }));

  it("refuses names that are given to nobody, each with the line to type", () => {
    const reserved = ["cruddur.example", "a.test", "a.invalid", "a.localhost", "a.local"];
    for (const name of [...reserved, "example.com", "app.example.org", "example.net"]) {
      assert.throws(() => check({ domainName: name, mailFrom: `me@${name}` }), {
        message: `Pulumi.dev.yaml has names that can be nobody's: domainName is ${name}, mailFrom is me@${name}.`,
        hint: /^pulumi config set domainName YOUR-DOMAIN --stack dev\nor: pulumi config rm domainName .*\n.*set mailFrom no-reply@YOUR-DOMAIN --stack dev\n/,
      });
    }
  });

  it("lets others pass, and stacks without a name", () => {
    for (const name of ["myexample.com", "example.com.au", "test.dev", "local.org"]) {
      assert.ok(check({ domainName: name, mailFrom: `me@${name}` }));
    }
    assert.ok(check({}));
    assert.ok(checkedNames({ stack: "local", environment: "local" }));
  });
});
