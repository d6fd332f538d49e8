import assert from "node:assert/strict";
import { mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { openCognito } from "#local/cognito/cognito";
import { callCognito, type CognitoTransport } from "#local/cognito/client";
import { anyFreePort } from "#local/postgres/free-port";
import { removeEmbedded } from "#local/postgres/embedded";
import { command } from "#test/cli";

describe("database chores without a server", () => {
  let stateDirectory: string;
  before(async () => {
    stateDirectory = await mkdtemp(path.join(tmpdir(), "cruddur-server-"));
  });
  after(async () => {
    await removeEmbedded({ stateDirectory });
    await rm(stateDirectory, { recursive: true, force: true });
  });
  const run = async (name: string, ...given: (string | NodeJS.ProcessEnv)[]) => {
    const args = given.filter((it) => typeof it === "string");
    const env = given.find((it) => typeof it === "object") ?? {};
    const { code, stdout, stderr } = await command(
      name,
      [...args, "--json", "--state-directory", stateDirectory],
      { env },
    );
    const value = JSON.parse(stdout) as Record<string, unknown>;
    return { code, value, stderr };
  };

  it("start one by themselves, and go through a day's work with it", async () => {
    const before = await run("db-status");
    assert.equal(before.code, 1);
    assert.equal(before.value["running"], false);

    const port = String(await anyFreePort());
    const dry = await run("db-start", "--port", port, "--dry-run");
    assert.equal(dry.value["running"], false);
    const started = await run("db-start", "--port", port);
    assert.equal(started.code, 0, started.stderr);
    assert.equal(started.value["started"], true);
    assert.equal((await run("db-start")).value["started"], false);
    assert.equal((await run("db-status")).value["port"], Number(port));
    assert.equal((await run("db-stop")).value["stopped"], true);
    assert.equal((await run("db-stop")).value["stopped"], false);

    // The address that a start has printed, in CONNECTION_URL: it leads to our own server, which is started.
    for (const [database, kind] of [
      ["cruddur", "embedded"],
      ["postgres", "external"],
    ] as const) {
      const url = `postgresql://postgres:password@127.0.0.1:${port}/${database}`;
      const told = await run("db-test", { CONNECTION_URL: url });
      assert.match(
        (told.value["error"] as string) ?? "",
        database === "cruddur" ? /no database cruddur/ : /^$/,
      );
      const { target } = told.value as { target: { port: number; kind: string } };
      assert.deepEqual([target.port, target.kind], [Number(port), kind]);
      assert.equal((await run("db-stop")).value["stopped"], true);
    }
    const elsewhere = `postgresql://postgres:password@127.0.0.1:${await anyFreePort()}/cruddur`;
    const refused = await run("db-test", { CONNECTION_URL: elsewhere });
    assert.match(refused.value["error"] as string, /No PostgreSQL listens/);

    // The first command of a day, with nothing running.
    const setup = await run("db-setup");
    assert.equal(setup.code, 0, setup.stderr);
    assert.equal((setup.value["target"] as { kind: string }).kind, "embedded");
    assert.equal((await run("db-seed")).code, 0);
    assert.equal((await run("db-snapshot", "--name", "morning")).code, 0);
    const { snapshots } = (await run("db-snapshots")).value as { snapshots: { name: string }[] };
    assert.deepEqual(
      snapshots.map(({ name }) => name),
      ["morning"],
    );
    assert.equal((await run("db-setup")).value["copied"], true);
    assert.equal((await run("db-restore")).value["previous"], "cruddur_prev");
    assert.equal((await run("db-undo")).value["broughtBack"], "cruddur_prev");
    assert.equal((await run("db-snapshots", "--delete", "morning")).code, 0);
  });

  it("are told by a reset's dry run what would be stopped and go, and a link is refused", async () => {
    await run("db-start", "--port", String(await anyFreePort()));
    const told = await command("reset", ["--dry-run", "--state-directory", stateDirectory]);
    assert.match(told.stdout, /^Would stop the database server \(process \d+\) first\.\n/);
    assert.match(told.stdout, /superuser's password/);
    const link = `${stateDirectory}-link`;
    await symlink(stateDirectory, link, "junction");
    try {
      for (const way of ["--dry-run", "--yes"]) {
        const refused = await command("reset", [way, "--state-directory", `${link}/`]);
        assert.equal(refused.code, 2);
        assert.match(refused.stderr, /-link is a link to .*Nothing was done/);
        assert.match(refused.stderr, new RegExp(`"${await realpath(stateDirectory)}"`));
      }
    } finally {
      await rm(link);
    }
    assert.equal((await run("db-status")).code, 0);
  });

  it("link the local pool's users, whose rows are missing, when told to", async () => {
    const missing = await run("db-update-cognito-user-ids");
    assert.equal(missing.code, 1);
    assert.match(missing.value["error"] as string, /no local user pool yet/);

    await signUp("amara@cruddur.example", "amara_new");
    await signUp("someone@cruddur.example", "someone");
    const actions = async (...args: string[]) => {
      const { users } = (await run("db-update-cognito-user-ids", ...args)).value as {
        users: { handle: string; action: string }[];
      };
      return users.map(({ handle, action }) => `${handle} ${action}`).sort();
    };
    const planned = await actions();
    assert.deepEqual(planned, ["amara_new linked", "someone written"]);
    assert.deepEqual(await actions("--apply", "--dry-run"), planned);
    // A row that waits for its user keeps its handle.
    assert.deepEqual(await actions("--apply"), ["amara linked", "someone written"]);
    assert.deepEqual(await actions("--apply"), ["amara_new none", "someone none"]);
  });

  /** Signs somebody up and confirms them, while the triggers do nothing: no row is written. */
  async function signUp(email: string, handle: string): Promise<void> {
    const codes: string[] = [];
    const cognito = await openCognito({
      directory: path.join(stateDirectory, "cognito"),
      invokeTrigger: async (_, event) => ({ ok: true, payload: event }),
      deliver: ({ code }) => codes.push(code),
      log: () => {},
    });
    const transport: CognitoTransport = (target, body) =>
      cognito.handle({ target, body, trusted: true });
    await callCognito(transport, "SignUp", {
      ClientId: cognito.clientId,
      Username: email,
      Password: "Correct-horse-1",
      UserAttributes: [
        { Name: "email", Value: email },
        { Name: "name", Value: "Some One" },
        { Name: "preferred_username", Value: handle },
      ],
    });
    await callCognito(transport, "ConfirmSignUp", {
      ClientId: cognito.clientId,
      Username: email,
      ConfirmationCode: codes[0],
    });
  }
});
