import assert from "node:assert/strict";
import { readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "#lib/errors";
import { isUserPoolId } from "#lib/domain/user-pool";
import { LocalPool } from "./local-pool.ts";

describe("openCognito", () => {
  let pool: LocalPool;
  beforeEach(async () => {
    pool = await LocalPool.open();
  });
  afterEach(() => pool.close());

  const poolFile = (): string => join(pool.directory, "db", `${pool.cognito.userPoolId}.json`);

  it("has a pool whose id AWS would take", () => {
    assert.ok(isUserPoolId(pool.cognito.userPoolId));
    assert.match(pool.cognito.clientId, /^[a-z0-9]{26}$/);
  });

  it("keeps users, codes, sign-ins, ids and the key when it is opened again", async () => {
    await pool.addUser("ada@example.com");
    await pool.signUp("new@example.com");
    const tokens = await pool.tokensOf("ada@example.com");
    const { userPoolId, clientId } = pool.cognito;
    const jwks = pool.cognito.jwks();
    await pool.reopen();
    assert.deepEqual(
      [pool.cognito.userPoolId, pool.cognito.clientId, pool.cognito.jwks()],
      [userPoolId, clientId, jwks],
    );
    assert.equal((await pool.signIn("ada@example.com")).status, 200);
    assert.equal((await pool.refresh(tokens["RefreshToken"])).status, 200);
    const user = await pool.call("GetUser", { AccessToken: tokens["AccessToken"] });
    assert.equal(user.status, 200);
    const confirmed = await pool.call("ConfirmSignUp", {
      Username: "new@example.com",
      ConfirmationCode: pool.codeFor("new@example.com"),
    });
    assert.equal(confirmed.status, 200);
  });

  it("makes its key for its owner only", async () => {
    await rm(join(pool.directory, "signing-key.json"));
    await pool.reopen();
    const { mode } = await stat(join(pool.directory, "signing-key.json"));
    assert.equal(mode & 0o077, 0);
  });

  it("says which file to delete when the key cannot be read", async () => {
    await writeFile(join(pool.directory, "signing-key.json"), "{");
    await assert.rejects(pool.reopen(), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /signing-key\.json/);
      return true;
    });
  });

  it("opens with the version before when the pool's file was cut short", async () => {
    await pool.addUser("ada@example.com");
    await pool.signIn("ada@example.com");
    await truncate(poolFile(), 100);
    pool.lines.length = 0;
    await pool.reopen();
    assert.equal(pool.lines[0]?.["event"], "cognito_restored");
    assert.equal((await pool.signIn("ada@example.com")).status, 200);
  });

  it("does not open when both versions were cut short", async () => {
    await pool.addUser("ada@example.com");
    await truncate(poolFile(), 100);
    await truncate(`${poolFile()}.bak`, 100);
    await assert.rejects(pool.reopen(), /us-east-1_\w+\.json is damaged/);
  });

  it("gives an older state today's client", async () => {
    const file = join(pool.directory, "db", "clients.json");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace('"AccessTokenValidity": 60', '"AccessTokenValidity": 5'));
    await pool.reopen();
    const answer = await pool.call("DescribeUserPoolClient", {
      UserPoolId: pool.cognito.userPoolId,
    });
    assert.equal(answer.body.UserPoolClient.AccessTokenValidity, 60);
  });
});
