/*
 * The first thing that every npm script runs: checks Node, installs what package-lock.json asks for when
 * node_modules lacks it, and runs scripts/<name>.ts. It needs nothing but Node, and it is written so that
 * an old Node can read it far enough to be told that it is too old.
 */
"use strict";

var WANTED = [20, 19];

function tooOld() {
  var have = process.versions.node.split(".").map(Number);
  return have[0] < WANTED[0] || (have[0] === WANTED[0] && have[1] < WANTED[1]);
}

if (tooOld()) {
  console.error(
    "Cruddur Stack needs Node " +
      WANTED.join(".") +
      " or newer, and this is Node " +
      process.versions.node +
      ". Install Node 22 from https://nodejs.org (or: nvm install 22) and run the command again.",
  );
  process.exit(1);
} else {
  main();
}

function main() {
  var path = require("node:path");
  var url = require("node:url");
  var root = path.resolve(__dirname, "..");
  var name = process.argv[2];

  var packages = require("./ensure-install.cjs");
  try {
    packages.ensureInstall(root);
  } catch (error) {
    if (error instanceof packages.InstallError) return;
    throw error;
  }

  var script = path.join(__dirname, name + ".ts");
  process.argv.splice(1, 2, script);
  import("tsx/esm/api")
    .then(function (tsx) {
      tsx.register();
      return import(url.pathToFileURL(script).href);
    })
    .catch(function (error) {
      console.error(error);
      process.exitCode = 1;
    });
}
