/* What Pulumi runs: index.ts, by way of a bundle that is kept until a source changes, like every command. */
"use strict";

const path = require("node:path");
const { requireTypeScript } = require("./scripts/typescript.cjs");

module.exports = async () => {
  const { default: stack } = await requireTypeScript(path.join(__dirname, "index.ts"));
  return stack();
};
