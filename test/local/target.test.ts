import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { RefusedError, type UserError } from "#lib/errors";
import { openTarget } from "#local/target";
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
    const wanted = localTarget();
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
    const target = await open("prod", { PROD_CONNECTION_URL: urlOf(localTarget()) });
    assert.equal(target.isProduction, true);
    assert.equal(target.isLocal, false);
    assert.equal(target.environment, "production");
  });

  it("does not take CONNECTION_URL for prod, nor PROD_CONNECTION_URL for local", async () => {
    const url = urlOf(localTarget());
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
    const outputs = {
      environment: "dev",
      region: "eu-west-1",
      databaseHost: "db.example.com",
      databaseUser: "cruddur_migrator",
    };
    const program = async (name: string, script: string) => {
      const file = path.join(stateDirectory, name);
      await writeFile(file, `#!/bin/sh\n${script}\n`);
      await chmod(file, 0o755);
    };
    const env = () => ({ PATH: `${stateDirectory}:/usr/bin:/bin` });

    it("takes the address from its outputs and an IAM token for the password, verified by TLS", async () => {
      await program(
        "pulumi",
        `[ "$*" = "stack output --json --stack dev" ] && echo '${JSON.stringify(outputs)}'`,
      );
      await program("aws", `[ "$2" = generate-db-auth-token ] && echo "$*" | md5sum | cut -c1-8`);
      const target = await open("dev", env());
      const { host, user, password, sslmode } = target.parameters;
      assert.deepEqual(
        [host, user, sslmode],
        ["db.example.com", "cruddur_migrator", "verify-full"],
      );
      assert.match(password, /^[0-9a-f]{8}$/);
      assert.equal(target.isProduction, false);
      assert.equal(target.environment, "dev");
    });

    it("is production when its environment or its name says so", async () => {
      await program(
        "pulumi",
        `echo '${JSON.stringify({ ...outputs, environment: "production" })}'`,
      );
      assert.equal((await open("main", env())).isProduction, true);
      await program("pulumi", `echo '${JSON.stringify(outputs)}'`);
      assert.equal((await open("prod", env())).isProduction, true);
    });

    it("reads the managed secret, and never shows one that cannot be read", async () => {
      const secret = {
        ...outputs,
        databaseSecretArn: "arn:aws:secretsmanager:eu-west-1:1:secret:x",
      };
      await program("pulumi", `echo '${JSON.stringify(secret)}'`);
      await program("aws", `echo '{"username":"a","password":"p@ss/wörd"}'`);
      assert.equal((await open("dev", env())).parameters.password, "p@ss/wörd");
      await program("aws", "echo s3cret");
      const error = await rejectedWith(open("dev", env()));
      assert.match(error.message, /holds no password/);
      assert.doesNotMatch(String(error.stack) + String(error.cause), /s3cret/);
    });

    it("says that there is no such stack, and how to see those there are", async () => {
      await program("pulumi", "echo \"error: no stack named 'dev' found\" >&2; exit 255");
      const error = await rejectedWith(open("dev", env()));
      assert.match(error.message, /There is no target dev: it is neither local nor a Pulumi stack/);
      assert.match(error.hint!, /pulumi stack ls/);
    });

    it("says who refuses when AWS gives no password", async () => {
      await program("pulumi", `echo '${JSON.stringify(outputs)}'`);
      await program("aws", 'echo "Unable to locate credentials" >&2; exit 253');
      const error = await rejectedWith(open("dev", env()));
      assert.match(error.message, /Unable to locate credentials/);
      assert.match(error.hint!, /aws sts get-caller-identity/);
    });
  });
});
