import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { postgresqlProviderArgs } from "#infra/schema/provider";
import { planOf, valueOf } from "#test/plans/pulumi-mocks";

const CONNECTION = {
  server: "rds",
  host: "cruddur-dev.c9akciq32.us-east-1.rds.amazonaws.com",
  port: 5432,
  user: "cruddur_admin",
  password: "secret",
  database: "cruddur",
  sslmode: "verify-full",
  sslrootcert: "rds.pem",
} as const;

describe("postgresqlProviderArgs", () => {
  it("leaves nothing to the environment, waits briefly and opens few connections", async () => {
    const { result } = await planOf(() => pulumi.output(postgresqlProviderArgs(CONNECTION)));
    const args = await valueOf(result);
    for (const name of [
      "host",
      "port",
      "database",
      "username",
      "password",
      "superuser",
      "sslmode",
      "connectTimeout",
    ]) {
      assert.notEqual((args as Record<string, unknown>)[name], undefined, name);
    }
    assert.equal(args.superuser, false);
    assert.equal(args.connectTimeout, 10);
    assert.equal(args.maxConnections, 4);
    assert.equal(args.sslmode, "verify-full");
  });

  it("keeps the password a secret", async () => {
    const { result } = await planOf(() => {
      const { password } = postgresqlProviderArgs(CONNECTION);
      return pulumi.isSecret(password as pulumi.Output<string>);
    });
    assert.equal(await result, true);
  });

  it("refuses to take this machine for a database without an address", async () => {
    const { result } = await planOf(() => {
      const { host } = postgresqlProviderArgs({ ...CONNECTION, host: "" });
      return valueOf(host).then(
        () => "taken",
        (error: Error) => error.message,
      );
    });
    assert.match(result, /no address yet/);
  });
});
