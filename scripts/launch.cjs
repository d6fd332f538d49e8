/*
 * The first thing that every npm script runs: checks Node, installs what package-lock.json asks for when
 * node_modules lacks it, and runs scripts/<name>.ts. It needs nothing but Node, and it is written so that
 * any Node can read it (ECMAScript 5) and be told that it is too old. What newer ones need is in run-script.cjs.
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
      ". Install Node 24 from https://nodejs.org (or: nvm install 24) and run the command again."
  );
  process.exit(1);
} else {
  require("./run-script.cjs");
}
