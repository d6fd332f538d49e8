import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { text as textOf } from "node:stream/consumers";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import pg from "pg";
import type { ConnectionParameters } from "#database/connection/connect";
import { connectionUrlFor } from "#lib/connection/url";
import { command } from "#test/cli";
import { dropDatabase, freshDatabase } from "#test/databases";
import { describeWithMoto } from "#test/moto";

describe("db:access", () => {
  describe("on a database that can be reached", () => {
    let database: ConnectionParameters;
    let client: pg.Client;
    let env: Record<string, string>;
    beforeEach(async () => {
      database = await freshDatabase("seeded");
      client = new pg.Client({ ...database });
      await client.connect();
      env = {
        CONNECTION_URL: connectionUrlFor({ ...database, parameters: { sslmode: "disable" } }),
      };
    });
    afterEach(async () => {
      await client.end();
      await dropDatabase(database);
    });
    const may = async (privilege: string) => {
      const { rows } = await client.query<{ it: boolean }>(
        "select has_table_privilege('cruddur_api', 'public.activities', $1) as it",
        [privilege],
      );
      return rows[0]!.it;
    };

    it("gives back what was taken and takes what the model does not give", async () => {
      await client.query("revoke select on activities from cruddur_api");
      await client.query("grant truncate on activities to cruddur_api");
      const dry = await command("db-access", ["--dry-run"], { env });
      assert.match(dry.stdout, /^Would make \d+ roles/);
      assert.deepEqual([await may("select"), await may("truncate")], [false, true]);
      const { code, stdout, stderr } = await command("db-access", ["--json"], { env });
      assert.equal(code, 0, stderr);
      assert.ok(JSON.parse(stdout).roles.includes("cruddur_api"));
      assert.deepEqual([await may("select"), await may("truncate")], [true, false]);
    });

    it("refuses a database whose marker says that it is another environment's", async () => {
      await client.query("update cruddur_meta set environment = 'staging'");
      await client.query("revoke select on activities from cruddur_api");
      const { code, stderr } = await command("db-access", [], { env });
      assert.equal(code, 2);
      assert.match(stderr, /says it is environment "staging"/);
      assert.equal(await may("select"), false);
    });
  });

  it("wants all of the variables of pulumi up, or none", async () => {
    const { code, stderr } = await command("db-access", [], {
      env: { CRUDDUR_REGION: "eu-west-1" },
    });
    assert.equal(code, 1);
    assert.match(stderr, /CRUDDUR_SECRET_ARN and CRUDDUR_MIGRATOR is not set/);
  });

  describeWithMoto("through the migrator, within pulumi up", () => {
    const PASSWORD = "p@ss/wörd";
    let server: Server;
    let events: { name: string; body: unknown }[] = [];
    let fails = false;
    let env: Record<string, string>;
    before(async () => {
      server = createServer((request, response) => {
        void textOf(request).then((body) => {
          const name = /functions\/([^/]+)\//.exec(request.url!)![1]!;
          events.push({ name, body: JSON.parse(body) });
          const headers = fails ? { "x-amz-function-error": "Unhandled" } : {};
          const result = fails ? { errorMessage: "the role is in use" } : { roles: ["a"] };
          response.writeHead(200, headers).end(JSON.stringify(result));
        });
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as { port: number };
      const { ARN } = await new SecretsManagerClient({ region: "eu-west-1" }).send(
        new CreateSecretCommand({
          Name: "master",
          SecretString: JSON.stringify({ username: "cruddur_admin", password: PASSWORD }),
        }),
      );
      env = {
        AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${port}`,
        CRUDDUR_REGION: "eu-west-1",
        CRUDDUR_SECRET_ARN: ARN!,
        CRUDDUR_MIGRATOR: "cruddur-prod-migrator",
      };
    });
    after(() => server.close());
    beforeEach(() => {
      events = [];
      fails = false;
    });

    it("hands it the password of this moment, and shows it nowhere", async () => {
      const { code, stdout, stderr } = await command("db-access", [], { env });
      assert.equal(code, 0, stderr);
      assert.deepEqual(events, [
        { name: "cruddur-prod-migrator", body: { action: "access", password: PASSWORD } },
      ]);
      assert.match(stdout, /^cruddur-prod-migrator made roles and privileges/);
      assert.ok(!`${stdout}${stderr}`.includes(PASSWORD));
    });

    it("asks for nothing in a dry run", async () => {
      assert.match(
        (await command("db-access", ["--dry-run"], { env })).stdout,
        /^Would have cruddur-/,
      );
      assert.deepEqual(events, []);
    });

    it("fails with the function's message", async () => {
      fails = true;
      const { code, stderr } = await command("db-access", [], { env });
      assert.equal(code, 1);
      assert.match(stderr, /✗ cruddur-prod-migrator failed: the role is in use/);
    });
  });
});
