import assert from "node:assert/strict";
import { plainPath } from "#local/postgres/plain-path";

describe("plainPath", () => {
  const plain = "C:\\Program Files\\cruddur\\bin\\initdb.exe";
  const strange = "C:\\Users\\Jürgen\\cruddur";
  const long = `C:\\${"a".repeat(200)}`;
  const never = () => assert.fail("asked for a short form");

  it("leaves every path as it is where it is not Windows", () => {
    for (const path of [strange, long]) assert.equal(plainPath(path, "linux", never), path);
  });

  it("leaves a path with blanks as it is, and words that are no path", () => {
    for (const word of [plain, "-D", "start"]) assert.equal(plainPath(word, "win32", never), word);
  });

  it("takes the short form of one that is long, or has letters that are not English", () => {
    for (const path of [strange, long, `${plain}\\日本`])
      assert.equal(
        plainPath(path, "win32", () => "C:\\SHORT~1"),
        "C:\\SHORT~1",
      );
  });

  it("says what to do where the disk keeps no short forms", () => {
    for (const path of [strange, long]) {
      const fault = { message: /over 180 characters long or has letters/, hint: /C:\\cruddur/ };
      assert.throws(() => plainPath(path, "win32", (same) => same), fault);
    }
  });
});
