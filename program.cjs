/* What Pulumi runs: index.ts, by way of a bundle that is kept until a source changes, like every command. */
"use strict";

const path = require("node:path");
const { requireTypeScript } = require("./scripts/typescript.cjs");

/*
 * Pulumi's source maps lead to files that lie beside its package's folder, node_modules/@pulumi/resource.ts, and Pulumi
 * shows an error by util.inspect(), which in Node 20 looks for the end of the package's name in such a line again and
 * again: 20 s, and minutes on a busy machine, until a fault of the program is told.
 */
const BESIDE_PACKAGE = /([/\\]node_modules[/\\]@pulumi)([/\\][\w.-]+:\d+)/g;
const prepare = Error.prepareStackTrace;
if (prepare !== undefined) {
  Error.prepareStackTrace = (error, frames) => {
    const stack = prepare(error, frames);
    return typeof stack === "string" ? stack.replaceAll(BESIDE_PACKAGE, "$1/pulumi$2") : stack;
  };
}

module.exports = async () => {
  const { default: stack } = await requireTypeScript(path.join(__dirname, "index.ts"));
  return stack();
};
