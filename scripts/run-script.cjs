/* Installs what package-lock.json asks for and runs scripts/<name>.ts, for a Node that launch.cjs found new enough. */
"use strict";

const path = require("node:path");
const url = require("node:url");
const { ensureInstall, InstallError } = require("./ensure-install.cjs");

const root = path.resolve(__dirname, "..");
const script = path.join(__dirname, `${process.argv[2]}.ts`);

if (isReady()) {
  process.argv.splice(1, 2, script);
  import("tsx/esm/api")
    .then((tsx) => {
      tsx.register();
      return import(url.pathToFileURL(script).href);
    })
    .catch((error) => {
      console.error(error);
      process.exitCode = 1;
    });
}

function isReady() {
  try {
    ensureInstall(root);
    return true;
  } catch (error) {
    if (error instanceof InstallError) return false;
    throw error;
  }
}
