/* Installs the packages that a command needs, where node_modules lacks them or has those of another package-lock.json. */
"use strict";

const { randomBytes } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { setTimeout: delay } = require("node:timers/promises");
const { withInstallLock } = require("./install-lock.cjs");
const { npmCi } = require("./npm-ci.cjs");
const { installedSet, MEGABYTES, setToInstall } = require("./package-sets.cjs");

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Why a command cannot begin, for people. */
class InstallError extends Error {
  exitCode = 1;
}

/**
 * Does nothing when the set `needed` ("local", "all") is installed; otherwise installs it, one process at a time. What
 * was installed before stays until the new packages are complete. Throws an InstallError, with exit code 130 at Ctrl-C.
 */
async function ensureInstall(root, needed) {
  if (isThere(root, needed)) return;
  const interrupt = new AbortController();
  const onSignal = () => interrupt.abort();
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    await withInstallLock(path.join(root, ".install"), interrupt.signal, async (folder) => {
      // The process that held the lock before us may have done it.
      if (!isThere(root, needed)) await install(root, needed, folder, interrupt.signal);
    });
    interrupt.signal.throwIfAborted();
  } catch (error) {
    throw interrupt.signal.aborted ? interrupted() : explained(error);
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}

const isThere = (root, needed) => ["all", needed].includes(installedSet(root));

/** Into a folder beside, with what npm reads; then the two change places. */
async function install(root, needed, folder, signal) {
  const set = setToInstall(root, needed);
  const whose = set === "all" ? "this command needs" : "the local copy needs";
  console.error(`Installing the packages that ${whose}: about ${MEGABYTES[set]} MB on disk, once.`);
  const started = Date.now();
  const stage = path.join(folder, randomBytes(4).toString("hex"));
  fs.mkdirSync(stage);
  for (const file of ["package.json", "package-lock.json", ".npmrc"]) {
    if (fs.existsSync(path.join(root, file)))
      fs.cpSync(path.join(root, file), path.join(stage, file));
  }
  await runNpm(stage, set, signal, "what was installed before is as it was");
  if (!(await swap(root, stage))) {
    await runNpm(
      root,
      set,
      signal,
      "node_modules cannot be exchanged here, so it may be half made",
    );
  }
  console.error(`Installed in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}

/** @param left what an install that fails leaves, for people */
async function runNpm(folder, set, signal, left) {
  const fault = await npmCi(folder, set, signal);
  signal.throwIfAborted();
  if (fault !== undefined) {
    const remedy = fault.endsWith("ENOENT")
      ? "npm is not on the PATH. It comes with Node: https://nodejs.org"
      : "Check the network and the message above, and run the command again.";
    throw new InstallError(`npm ci did not succeed (${fault}), and ${left}.\n  ${remedy}`);
  }
  if (!isThere(folder, set)) {
    throw new InstallError(
      "npm ci left out packages that package-lock.json asks for.\n" +
        "  Look for a setting that makes it do so: npm config list",
    );
  }
}

/**
 * Puts the new packages in the place of the old ones. Returns whether that can be: node_modules may be a mount, or in a
 * lower layer of a container's file system, and then only what is in it can be replaced.
 */
async function swap(root, stage) {
  const [current, fresh, old] = [
    path.join(root, "node_modules"),
    path.join(stage, "node_modules"),
    path.join(stage, "old"),
  ];
  try {
    if (fs.lstatSync(current, { throwIfNoEntry: false })) await rename(current, old); // a link that leads nowhere, too
  } catch (error) {
    if (["EBUSY", "EXDEV"].includes(error.code) && process.platform !== "win32") return false;
    throw error;
  }
  try {
    await rename(fresh, current);
  } catch (error) {
    if (fs.existsSync(old)) fs.renameSync(old, current);
    throw error;
  }
  // Bundles of our sources: what runs may load a part of one late.
  if (fs.existsSync(path.join(old, ".cache"))) {
    fs.renameSync(path.join(old, ".cache"), path.join(current, ".cache"));
  }
  return true;
}

/** On Windows not while another program has a file in the folder open: a virus scanner looks at what is new. */
async function rename(from, to) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return fs.renameSync(from, to);
    } catch (error) {
      if (!["EACCES", "EPERM"].includes(error.code) || attempt === 15) throw error;
      await delay(200);
    }
  }
}

function interrupted() {
  return Object.assign(new InstallError("Interrupted. The next command installs the packages."), {
    exitCode: 130,
  });
}

function explained(error) {
  if (error instanceof InstallError || error.code === undefined) return error;
  return new InstallError(
    `The packages cannot be installed: ${error.message}.\n` +
      "  The checkout must be yours to write, with room for them; on Windows end what runs from it: npm stop",
  );
}

module.exports = { ensureInstall, InstallError };
