import assert from "node:assert/strict";
import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { fromRoot } from "#lib/root";
import { copyCheckout } from "#test/checkout";
import { command, processesOf, type CommandOptions } from "#test/cli";
import { newStateDirectory } from "#test/host";

/** Ends a process that tries to reach another machine. */
const OFFLINE = `
const net = require("node:net");
const dns = require("node:dns");
const HERE = ["127.0.0.1", "::1", "localhost"];
const { connect } = net.Socket.prototype;
const { lookup } = dns;
net.Socket.prototype.connect = function (...args) {
  const [{ host, path }] = Array.isArray(args[0]) ? args[0] : args;
  if (path === undefined && host !== undefined && !HERE.includes(host)) away(host);
  return connect.apply(this, args);
};
dns.lookup = (host, ...args) => (HERE.includes(host) ? lookup(host, ...args) : away(host));
function away(host) {
  console.error("reaches for " + host);
  process.exit(7);
}
`;

describe("npm start -- --check, anywhere", function () {
  this.timeout(240_000);
  let folder: string;

  beforeEach(async () => {
    folder = await newStateDirectory();
  });
  afterEach(async () => {
    assert.deepEqual(processesOf(folder), []);
    await rm(folder, { recursive: true });
  });

  const check = (options: CommandOptions = {}) =>
    command("start", ["--check"], { ...options, env: { TMPDIR: folder, ...options.env } });

  for (const [what, HOME] of [
    ["without a home", undefined],
    ["with a home that nobody can write", "/dev/null/home"],
  ] as const) {
    it(`works ${what}`, async () => {
      const { code, stdout, stderr } = await check({ env: { HOME } });
      assert.equal(code, 0, stdout + stderr);
    });
  }

  it("works offline once the packages are there", async () => {
    const shim = path.join(folder, "offline.cjs");
    await writeFile(shim, OFFLINE);
    const { code, stdout, stderr } = await check({ env: { NODE_OPTIONS: `--require ${shim}` } });
    assert.equal(code, 0, stdout + stderr);
  });

  it("says which folder for temporary files is missing", async () => {
    const { code, stdout, stderr } = await check({ env: { TMPDIR: path.join(folder, "none") } });
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /^✗ The folder for temporary files cannot be used: .*none \(ENOENT\)\./);
    assert.doesNotMatch(stderr, /    at |bug/);
  });

  it("works from a deep folder with blanks and foreign letters, checked out with Windows' line ends", async () => {
    const root = path.join(folder, "ein Ordner für «alle» 日本", "x".repeat(100), "y".repeat(100));
    await mkdir(root, { recursive: true });
    await copyCheckout(root);
    await withWindowsLineEnds(root);
    await mkdir(path.join(root, "node_modules"));
    for (const name of await readdir(fromRoot("node_modules"))) {
      if (name === ".cache") continue;
      await symlink(fromRoot("node_modules", name), path.join(root, "node_modules", name));
    }
    const { code, stdout, stderr } = await check({ root });
    assert.equal(code, 0, stdout + stderr);
    const statements = await command("statements", ["--check"], { root });
    assert.equal(statements.code, 0, statements.stderr);
  });
});

async function withWindowsLineEnds(root: string): Promise<void> {
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const text = await readFile(file, "utf8");
    if (!text.includes("\0")) await writeFile(file, text.replaceAll(/\r?\n/g, "\r\n"));
  }
}
