import assert from "node:assert/strict";
import { nearestSpelling } from "#lib/spelling";

const WORDS = ["environment", "storageGib", "maxStorageGib", "proxy", "region"];

describe("nearestSpelling", () => {
  it("finds what was meant, whatever the case and the word's joints", () => {
    const meant = {
      storage_gib: "storageGib",
      STORAGEGIB: "storageGib",
      "max-storage-gib": "maxStorageGib",
      enviroment: "environment",
      enviornment: "environment",
      prxy: "proxy",
      porxy: "proxy",
    };
    for (const [typed, word] of Object.entries(meant)) {
      assert.equal(nearestSpelling(typed, WORDS), word, typed);
    }
  });

  it("guesses nothing for a word that is far from all", () => {
    for (const word of ["colour", "prod", "x", "", "storage"]) {
      assert.equal(nearestSpelling(word, WORDS), undefined, word);
    }
    assert.equal(nearestSpelling("proxy", []), undefined);
  });
});
