/* What Pulumi starts: pack.ts, by way of a bundle, like every command. Pulumi's own compiler would check all types. */
"use strict";

const path = require("node:path");
const { importTypeScript } = require("../scripts/typescript.cjs");

importTypeScript(path.join(__dirname, "pack.ts")).catch((error) => {
  console.error(error);
  process.exit(1); // The engine would wait for ever for a pack that says nothing.
});
