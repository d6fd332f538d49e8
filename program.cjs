/* What Pulumi runs: index.ts, by way of a bundle that is kept until a source changes, like every command. */
"use strict";

const path = require("node:path");
const { importTypeScript } = require("./scripts/typescript.cjs");

module.exports = async () => {
  const { default: stack } = await importTypeScript(path.join(__dirname, "index.ts"));
  return stack();
};
