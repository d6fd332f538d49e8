import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { RefusedError, type UserError } from "#lib/errors";
import { anyFreePort } from "#local/postgres/free-port";
import { openTarget } from "#targets/open-target";
import { describeWithMoto } from "#test/moto";
import { STACK_OUTPUTS } from "#test/plans/stack-outputs";
import { localTarget, urlOf } from "#test/targets";

const rejectedWith = async (work: Promise<unknown>): Promise<UserError> => {
  try {
    await work;
  } catch (error) {
    // Not by instanceof: mocha requires this file, and a module that is imported later has classes of its own.
    assert.match((error as Error).name, /^(User|Refused)Error$/, String(error));
    return error as UserError;
  }
  throw new Error("it was not rejected");
};

describe("openTarget", () => {
  let stateDirectory: string;
  before(async () => {
    stateDirectory = await mkdtemp(path.join(tmpdir(), "cruddur-target-"));
  });
  after(() => rm(stateDirectory, { recursive: true, force: true }));
  const open = (name: string, env: Record<string, string> = {}) =>
    openTarget(name, { env, stateDirectory });

  it("opens CONNECTION_URL as local, whose database need not exist", async () => {
    const wanted = await localTarget();
    const target = await open("local", { CONNECTION_URL: urlOf(wanted) });
    assert.equal(target.isLocal, true);
    assert.equal(target.isProduction, false);
    assert.equal(target.environment, "local");
    assert.deepEqual(
      { ...target.parameters, sslmode: undefined },
      { ...wanted.parameters, sslmode: undefined },
    );
    assert.equal(target.maintenance, "postgres");
  });

  it("refuses a CONNECTION_URL that leads off this machine, without the password and before it connects", async () => {
    const error = await rejectedWith(
      open("local", {
        CONNECTION_URL: "postgresql://a:s3cret@cruddur.abc.rds.amazonaws.com/cruddur",
      }),
    );
    assert.ok(error instanceof RefusedError);
    assert.match(
      error.message,
      /leads to cruddur\.abc\.rds\.amazonaws\.com, which is not this machine/,
    );
    assert.doesNotMatch(`${error.message}${error.hint}`, /s3cret/);
  });

  it("opens PROD_CONNECTION_URL as production, even when it is on this machine", async () => {
    const target = await open("prod", { PROD_CONNECTION_URL: urlOf(await localTarget()) });
    assert.equal(target.isProduction, true);
    assert.equal(target.isLocal, false);
    assert.equal(target.environment, "production");
  });

  it("does not take CONNECTION_URL for prod, nor PROD_CONNECTION_URL for local", async () => {
    const url = urlOf(await localTarget());
    const error = await rejectedWith(open("prod", { CONNECTION_URL: url, PATH: stateDirectory }));
    assert.match(error.message, /pulumi is needed/);
  });

  it("names PROD_CONNECTION_URL when that is malformed", async () => {
    const error = await rejectedWith(
      open("prod", { PROD_CONNECTION_URL: "postgresql://a:b@c@d/e" }),
    );
    assert.match(error.message, /^PROD_CONNECTION_URL has an @/);
  });

  for (const name of ["", "--help", "a b", "$(id)", "../dev"]) {
    it(`refuses ${JSON.stringify(name)} as a target's name`, async () => {
      const error = await rejectedWith(open(name));
      assert.ok(error instanceof RefusedError);
      assert.match(error.message, /no name of a target/);
    });
  }

  describe("for a stack", () => {
    const outputs = { ...STACK_OUTPUTS, databaseUser: "cruddur_migrator" };
    const program = async (name: string, script: string) => {
      const file = path.join(stateDirectory, name);
      await writeFile(file, `#!/bin/sh\n${script}\n`);
      await chmod(file, 0o755);
    };
    const tells = (told: object) => program("pulumi", `echo '${JSON.stringify(told)}'`);
    const env = (more: Record<string, string> = {}) => ({
      PATH: `${stateDirectory}:/usr/bin:/bin`,
      ...more,
    });

    it("says that there is no such stack, and how to see those there are", async () => {
      await program("pulumi", "echo \"error: no stack named 'dev' found\" >&2; exit 255");
      const error = await rejectedWith(open("dev", env()));
      assert.match(error.message, /There is no target dev: it is neither local nor a Pulumi stack/);
      assert.match(error.hint!, /pulumi stack ls/);
    });

    describeWithMoto("with AWS's APIs", () => {
      let secretArn: string;
      const put = async (name: string, SecretString: string) => {
        const client = new SecretsManagerClient({ region: outputs.region });
        const { ARN } = await client.send(
          new CreateSecretCommand({ Name: `${name}-${Date.now()}`, SecretString }),
        );
        return ARN!;
      };
      before(async () => {
        secretArn = await put("master", '{"username":"a","password":"p@ss/wörd"}');
      });

      it("takes the address from its outputs and the password from the managed secret, verified by TLS", async () => {
        await program(
          "pulumi",
          `[ "$*" = "stack output --json --stack dev" ] && echo '${JSON.stringify({ ...outputs, databaseSecretArn: secretArn })}'`,
        );
        const target = await open("dev", env());
        assert.deepEqual(target.parameters, {
          host: outputs.databaseHost,
          port: 5432,
          user: "cruddur_migrator",
          password: "p@ss/wörd",
          database: "cruddur",
          sslmode: "verify-full",
        });
        assert.equal(target.isProduction, false);
        assert.equal(target.environment, "dev");
      });

      it("says of a database that cannot be reached what stands in the way", async () => {
        const closed = { databaseHost: "127.0.0.1", databasePort: await anyFreePort() };
        const diagnosed = async (more: object, variables: Record<string, string> = {}) => {
          await tells({ ...outputs, databaseSecretArn: secretArn, ...closed, ...more });
          const target = await open("dev", env(variables));
          return (await target.diagnose!()) as UserError;
        };
        const isPrivate = { databasePublic: false };
        const inside = await diagnosed(isPrivate);
        assert.match(inside.message, /database at 127\.0\.0\.1:\d+ is private/);
        assert.match(inside.hint, /npm run tunnel -- --target dev$/);
        const CRUDDUR_TUNNEL = `127.0.0.1:${await anyFreePort()}`;
        const tunnel = await diagnosed(isPrivate, { CRUDDUR_TUNNEL });
        assert.match(tunnel.message, new RegExp(`^No tunnel answers at ${CRUDDUR_TUNNEL}`));
        const public_ = await diagnosed({});
        assert.match(public_.message, /no PostgreSQL listens/);
        assert.match(public_.hint, /npm run dev-ip:open -- --target dev/);
        const { port } = await localTarget().then(({ parameters }) => parameters);
        assert.equal(await diagnosed({ databasePort: port }), undefined);
      });

      it("makes an IAM token for the password where there is no secret", async () => {
        await tells(outputs);
        const { password } = (await open("dev", env())).parameters;
        assert.match(
          password,
          /^cruddur-dev\.abc\.eu-west-1\.rds\.amazonaws\.com:5432\/\?Action=connect&DBUser=cruddur_migrator&/,
        );
        assert.match(password, /X-Amz-Credential=testing%2F/);
      });

      it("is production when its environment or its name says so", async () => {
        await tells({ ...outputs, environment: "production" });
        assert.equal((await open("main", env())).isProduction, true);
        await tells(outputs);
        assert.equal((await open("prod", env())).isProduction, true);
      });

      it("reaches a private database by the tunnel, and a public one never", async () => {
        await tells({ ...outputs, databasePublic: false });
        const tunnelled = await open("prod", env({ CRUDDUR_TUNNEL: "127.0.0.1:15432" }));
        const { host, hostaddr, port, sslmode } = tunnelled.parameters;
        assert.deepEqual(
          [host, hostaddr, port, sslmode],
          [outputs.databaseHost, "127.0.0.1", 15432, "verify-full"],
        );
        assert.match(tunnelled.describe(), /by the tunnel at 127\.0\.0\.1:15432/);
        await tells(outputs);
        const direct = await open("dev", env({ CRUDDUR_TUNNEL: "127.0.0.1:15432" }));
        assert.equal(direct.parameters.hostaddr, undefined);
        assert.equal(direct.parameters.port, 5432);
      });

      for (const text of [
        "15432",
        "example.com:5432",
        "127.0.0.1:0",
        "127.0.0.1:99999",
        "/tmp:1",
      ]) {
        it(`refuses CRUDDUR_TUNNEL=${text}`, async () => {
          await tells({ ...outputs, databasePublic: false });
          const error = await rejectedWith(open("prod", env({ CRUDDUR_TUNNEL: text })));
          assert.match(error.message, /no tunnel on this machine/);
        });
      }

      it("never shows a secret that cannot be read", async () => {
        await tells({ ...outputs, databaseSecretArn: await put("broken", "s3cret") });
        const error = await rejectedWith(open("dev", env()));
        assert.match(error.message, /holds no password/);
        assert.doesNotMatch(String(error.stack) + String(error.cause), /s3cret/);
      });

      it("says that the secret is not there, and where to look", async () => {
        const arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:gone";
        await tells({ ...outputs, databaseSecretArn: arn });
        const error = await rejectedWith(open("dev", env()));
        assert.match(error.message, /^AWS does not give the password in arn:aws:secretsmanager/);
        assert.match(error.hint!, /this account and this region/);
      });

      it("says how to sign in when there are no credentials", async () => {
        const { AWS_ACCESS_KEY_ID } = process.env;
        delete process.env["AWS_ACCESS_KEY_ID"];
        try {
          await tells({ ...outputs, databaseSecretArn: secretArn });
          const error = await rejectedWith(open("dev", env()));
          assert.match(error.message, /Could not load credentials/);
          assert.match(error.hint!, /Sign in/);
        } finally {
          process.env["AWS_ACCESS_KEY_ID"] = AWS_ACCESS_KEY_ID;
        }
      });
    });
  });
});
