/* Installs what scripts/<name>.ts needs and runs it, for a Node that launch.cjs found new enough. */
"use strict";

const path = require("node:path");
const { ensureInstall, InstallError } = require("./ensure-install.cjs");
const { inBackground, isInBackground } = require("./in-background.cjs");
const { installedSet, neededSet } = require("./package-sets.cjs");
const { importTypeScript } = require("./typescript.cjs");

const root = path.resolve(__dirname, "..");
const [, , name, ...args] = process.argv;

const INSTALLING =
  "Packages are still being installed, and Cruddur starts after that. How far it is: npm run status";

run().catch((error) => {
  console.error(error instanceof InstallError ? `✗ ${error.message}` : error);
  process.exitCode = error.exitCode ?? 1;
});

async function run() {
  const needed = neededSet(name, args);
  // A workspace's start may not wait for an install, and never fails.
  if (name === "workspace-start" && !installedSet(root) && !isInBackground()) {
    return inBackground(root, [name, ...args], INSTALLING);
  }
  if (needed !== "none") await ensureInstall(root, needed);
  const script = path.join(__dirname, `${name}.ts`);
  process.argv.splice(1, 2, script);
  process.setSourceMapsEnabled(true); // a stack names the lines of our sources
  try {
    await importTypeScript(script);
  } catch (error) {
    // Some command that only looks has met packages of another lock file, or none.
    const isMissing = /^Cannot find package/.test(error.message) && !installedSet(root);
    throw isMissing ? new InstallError("Packages are missing. Type: npm start") : error;
  }
}
