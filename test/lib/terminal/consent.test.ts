import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { InterruptedError, RefusedError } from "#lib/errors";
import { askFor } from "#lib/terminal/consent";

describe("askFor", () => {
  const stdin = Object.getOwnPropertyDescriptor(process, "stdin")!;
  afterEach(() => Object.defineProperty(process, "stdin", stdin));

  const askedWith = (typed: string) => {
    const input = new PassThrough();
    Object.defineProperty(process, "stdin", { ...stdin, get: () => input });
    input.end(typed);
    return askFor("yes", { interactive: true, question: "Type yes: ", again: "To do it: x" });
  };

  it("takes the word, and refuses any other", async () => {
    await askedWith("yes\n");
    await assert.rejects(askedWith("no\n"), RefusedError);
  });

  it("says that nothing was done where it is left without an answer", async () => {
    await assert.rejects(
      askedWith(""),
      (error) => error instanceof InterruptedError && error.hint === "\nNothing was done.",
    );
  });
});
