/* Installs what scripts/<name>.ts needs and runs it, for a Node that launch.cjs found new enough. */
"use strict";

const path = require("node:path");
const { ensureInstall, InstallError } = require("./ensure-install.cjs");
const { installedSet, neededSet } = require("./package-sets.cjs");
const { importTypeScript } = require("./typescript.cjs");

const root = path.resolve(__dirname, "..");
const [, , name, ...args] = process.argv;

run().catch((error) => {
  console.error(error instanceof InstallError ? `✗ ${error.message}` : error);
  process.exitCode = error.exitCode ?? 1;
});

async function run() {
  const needed = neededSet(name, args);
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
