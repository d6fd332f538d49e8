import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { inspect } from "node:util";

const require = createRequire(import.meta.url);

describe("program.cjs", () => {
  const before = Error.prepareStackTrace;
  afterEach(() => {
    Error.prepareStackTrace = before;
    delete require.cache[require.resolve("../program.cjs")];
  });

  it("names no file of Pulumi's by a path in which Node 20's inspect() is lost", () => {
    const line = "    at new Resource (/app/node_modules/@pulumi/resource.ts:1:2)";
    const other = "    at run (/app/node_modules/@pulumi/cmd/run/run.ts:3:4)";
    Error.prepareStackTrace = (error) => `${String(error)}\n${line}\n${other}`;
    require("../program.cjs");
    const { stack } = new Error("boom");
    assert.equal(stack, `Error: boom\n${line.replace("@pulumi/", "@pulumi/pulumi/")}\n${other}`);
    assert.match(inspect(new Error("boom"), { colors: true }), /pulumi/);
  });
});
