/* Runs a command in a process that goes on by itself when it takes longer than somebody may wait for it. */
"use strict";

const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

const BACKGROUND = "CRUDDUR_IN_BACKGROUND";
/** The test has less patience. */
const WAIT_MS = (Number(process.env.CRUDDUR_WAIT_SECONDS) || 17) * 1000;

/** Whether this process is one that `inBackground` has started. */
const isInBackground = () => process.env[BACKGROUND] !== undefined;

/**
 * Starts `scripts/<name>.ts` by launch.cjs, and lets its words through when it has ended within 17 s. Otherwise says
 * `late`. Its exit code is of no matter: what fails has said so.
 */
async function inBackground(root, [name, ...args], late) {
  const folder = path.join(root, ".local");
  fs.mkdirSync(folder, { recursive: true });
  // As local/state-directory/take.ts does, which cannot be loaded before the packages are there.
  if (fs.readdirSync(folder).every((name) => name === "workspace")) {
    fs.writeFileSync(path.join(folder, "cruddur.json"), '{"cruddur":"state directory"}\n');
  }
  const file = path.join(folder, `${name}.log`);
  const output = fs.openSync(file, "w", 0o600);
  const child = spawn(process.execPath, [path.join(__dirname, "launch.cjs"), name, ...args], {
    cwd: root,
    detached: true,
    stdio: ["ignore", output, output],
    env: { ...process.env, [BACKGROUND]: "1" },
  });
  const hasEnded = await new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), WAIT_MS);
    child.once("exit", () => resolve(clearTimeout(timer) ?? true));
  });
  child.unref();
  process.stdout.write(hasEnded ? fs.readFileSync(file, "utf8") : `! ${late}\n`);
}

module.exports = { inBackground, isInBackground };
