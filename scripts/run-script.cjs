/* Installs what package-lock.json asks for and runs scripts/<name>.ts, for a Node that launch.cjs found new enough. */
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const url = require("node:url");
const { ensureInstall, InstallError } = require("./ensure-install.cjs");
const { importTypeScript } = require("./typescript.cjs");

const root = path.resolve(__dirname, "..");
const name = process.argv[2];
const script = path.join(__dirname, `${name}.ts`);

if (isReady()) {
  process.argv.splice(1, 2, script);
  process.setSourceMapsEnabled(true); // a stack names the lines of our sources
  importTypeScript(script).catch((error) => {
    const isIncomplete = name === "doctor" && error.code === "ERR_MODULE_NOT_FOUND";
    console.error(isIncomplete ? "✗ Packages are missing. Type: npm ci" : error);
    process.exitCode = 1;
  });
}

function isReady() {
  // The doctor tells of a stale install and mends nothing; npm writes this file when an install is complete.
  const isThere = fs.existsSync(path.join(root, "node_modules", ".package-lock.json"));
  if (name === "doctor" && isThere) return true;
  try {
    ensureInstall(root);
    return true;
  } catch (error) {
    if (error instanceof InstallError) return false;
    throw error;
  }
}
