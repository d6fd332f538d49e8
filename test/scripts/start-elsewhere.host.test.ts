import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { anyFreePort } from "#local/postgres/free-port";
import { command, endCommands, processesOf, type Ended } from "#test/cli";
import { newStateDirectory, removeStateDirectory, TEST_PORTS } from "#test/host";

/** An address by which this machine is nobody's own; undefined without a network. */
const external = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ internal, family }) => !internal && family === "IPv4")?.address;

describe("npm start, to be reached from elsewhere", function () {
  this.timeout(120_000);
  let directory: string;
  /** Of its own: tests beside these would make it the next free one. */
  let port: number;

  beforeEach(async () => {
    directory = await newStateDirectory();
    port = await anyFreePort();
  });
  afterEach(async () => {
    await endCommands();
    await on("stop");
    await removeStateDirectory(directory);
    assert.deepEqual(processesOf(directory), []);
  });

  const on = (name: string, ...more: string[]): Promise<Ended> =>
    command(name, ["--state-directory", directory, ...more]);
  const start = (more: readonly string[], env = {}): Promise<Ended> =>
    command(
      "start",
      [
        ...["--state-directory", directory, "--detach", ...more],
        ...["--port", `${port}`, "--postgres-port", `${TEST_PORTS.postgres}`],
      ],
      { env },
    );

  async function assertRefused(more: readonly string[], ...said: RegExp[]): Promise<void> {
    const { code, stdout, stderr } = await start(more);
    assert.deepEqual([code, stdout], [2, ""], stderr);
    for (const sentence of said) assert.match(stderr, sentence);
    assert.equal(existsSync(`${directory}/postgres`), false);
  }

  it("is refused without consent, with what everybody there could do and what to type", async () => {
    const type = /npm start -- .*--host 0\.0\.0\.0 --confirm 0\.0\.0\.0\n/;
    await assertRefused(["--host", "0.0.0.0"], /Everybody who reaches 0\.0\.0\.0 could/, type);
    await assertRefused(["--host", "0.0.0.0", "--confirm", "yes"], /--confirm says "yes"/, type);
    await assertRefused(["--host", "::", "--confirm", "0.0.0.0"], /the address is ::\./);
  });

  it("is refused at an address that is not this machine's, or is none", async () => {
    // RFC 5737: TEST-NET-3 is for documents.
    await assertRefused(["--host", "203.0.113.9", "--confirm", "203.0.113.9"], /no such address/);
    for (const text of ["localhost", "[::1]", "10.0.0", ""])
      await assertRefused(["--host", text], /an IP address of this machine is wanted/);
  });

  it("is refused to the self-test, which nobody is to reach", async () => {
    const more = ["--check", "--host", "0.0.0.0", "--confirm", "0.0.0.0"];
    await assertRefused(more, /Leave --host out: npm start -- --check/);
  });

  it("needs no consent at loopback", async () => {
    const address = process.platform === "linux" ? "127.0.0.9" : "::1";
    const started = await start(["--host", address]);
    assert.equal(started.code, 0, started.stderr);
    const host = address === "::1" ? "[::1]" : address;
    assert.match(started.stdout, new RegExp(`Also at +http://${host.replace(/[[\]]/g, "\\$&")}:`));
    const response = await fetch(`http://${host}:${port}/_local/mail.json`);
    assert.equal(response.status, 200);
  });

  it("starts with consent; what is for this machine only stays so, and our own commands go on working", async () => {
    const started = await start(["--host", "0.0.0.0", "--confirm", "0.0.0.0"]);
    assert.equal(started.code, 0, started.stderr);
    assert.match(started.stdout, /Page +http:\/\/127\.0\.0\.1:\d+\n/);
    assert.match(started.stdout, /Also at +port \d+ of any address/);
    const mailbox = /Mailbox +http:\/\/127\.0\.0\.1(:\d+\/_local\/mail)(\?token=[\w-]{22}) /;
    const [, path, token] = mailbox.exec(started.stdout)!;
    assert.ok((await on("status")).stdout.includes(`${path}${token}\n`));
    assert.equal((await on("db-update-cognito-user-ids")).code, 0);
    if (external === undefined) return;
    const statusOf = async (query: string) =>
      (await fetch(`http://${external}${path}.json${query}`)).status;
    assert.deepEqual([await statusOf(""), await statusOf(token!)], [403, 200]);
    assert.equal((await fetch(`http://${external}:${port}/`)).status, 200);
    const again = await start(["--host", external, "--confirm", external]);
    assert.equal(again.code, 0, again.stderr);
  });

  it("says so when what runs already is not there", async () => {
    assert.equal((await start([])).code, 0);
    const { code, stderr } = await start(["--host", "0.0.0.0", "--confirm", "0.0.0.0"]);
    assert.equal(code, 2);
    assert.match(stderr, /runs already, at http:\S+, and not on 0\.0\.0\.0\..*\n.*npm stop/);
  });

  it("prints the page's address in a codespace, for the port that it got, and keeps the token out of logs", async () => {
    const started = await start([], {
      CODESPACE_NAME: "fuzzy-space",
      GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN: "app.github.dev",
    });
    assert.equal(started.code, 0, started.stderr);
    const page = `https://fuzzy-space-${port}.app.github.dev`;
    assert.match(started.stdout, new RegExp(`Page +${page}\n`));
    const [, token] = new RegExp(`Mailbox +${page}/_local/mail\\?token=(\\S+)`).exec(
      started.stdout,
    )!;
    for (const { stdout } of [await on("logs"), await on("start", "--json")])
      assert.ok(!stdout.includes(token!));
    assert.match((await on("status")).stdout, new RegExp(`Cruddur +${page} `));
  });

  it("ends with one sentence when CRUDDUR_ALLOWED_HOSTS has what is no name", async () => {
    const { code, stderr } = await start([], { CRUDDUR_ALLOWED_HOSTS: "https://a.example" });
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^✗ CRUDDUR_ALLOWED_HOSTS has "https:\/\/a\.example".*Nothing was started\.\n/,
    );
    assert.equal(existsSync(`${directory}/postgres`), false);
  });
});
