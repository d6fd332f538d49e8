/* One install at a time in a checkout, without trust in process ids: a container and its host number theirs apart. */
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { setTimeout: delay } = require("node:timers/promises");

const TOUCH_MS = 500;
const POLL_MS = 200;
const PATIENCE_MS = 5000;

/**
 * Makes a folder that one process at a time works in, and removes it with all that is in it at the end. Who holds it
 * touches its lock file all the time; a lock that nobody touches for 5 s while we look is a dead process's.
 *
 * @param signal ends the wait: it rejects with the signal's reason
 */
async function withInstallLock(folder, signal, work) {
  const lock = path.join(folder, "lock");
  await take(lock, signal);
  const touch = setInterval(() => touchFile(lock), TOUCH_MS);
  try {
    await emptyBut(lock);
    return await work(folder);
  } finally {
    await emptyBut(lock);
    clearInterval(touch);
    await fs.promises.rm(lock, { force: true });
    await fs.promises.rmdir(folder).catch(() => {}); // the next one is in it already
  }
}

async function take(lock, signal) {
  // Counted in looks, not by the clock: a machine that slept has not waited.
  let seen;
  while (!make(lock)) {
    if (!seen) console.error("Another command is installing the packages; waiting for it.");
    const touched = fs.statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
    seen = { touched, looks: touched === seen?.touched ? seen.looks + 1 : 0 };
    if (seen.looks * POLL_MS > PATIENCE_MS) fs.rmSync(lock, { force: true });
    else await delay(POLL_MS, undefined, { signal });
  }
}

function make(lock) {
  fs.mkdirSync(path.dirname(lock), { recursive: true, mode: 0o700 });
  try {
    fs.closeSync(fs.openSync(lock, "wx"));
    return true;
  } catch (error) {
    if (["EEXIST", "ENOENT"].includes(error.code)) return false; // there, or just being removed
    throw error;
  }
}

function touchFile(file) {
  try {
    fs.utimesSync(file, new Date(), new Date());
  } catch {
    // Who took us for dead has removed it.
  }
}

/** Removes all that a killed process has left or we have made, but for the lock, which goes last. */
async function emptyBut(lock) {
  const folder = path.dirname(lock);
  const entries = await fs.promises.readdir(folder).catch(() => []);
  for (const entry of entries) {
    const file = path.join(folder, entry);
    if (file !== lock) await fs.promises.rm(file, { recursive: true, force: true });
  }
}

module.exports = { withInstallLock };
