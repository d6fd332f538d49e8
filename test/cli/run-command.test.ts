import assert from "node:assert/strict";
import { isSameFile } from "#cli/run-command";

describe("isSameFile", () => {
  it("minds the case, but on Windows", () => {
    const [typed, real] = ["c:\\USERS\\ada\\cruddur", "C:\\Users\\Ada\\cruddur"];
    assert.equal(isSameFile(typed, real, "win32"), true);
    assert.equal(isSameFile(typed, real, "linux"), false);
    assert.equal(isSameFile(`${typed}\\other`, real, "win32"), false);
    assert.equal(isSameFile(real, real, "linux"), true);
  });
});
