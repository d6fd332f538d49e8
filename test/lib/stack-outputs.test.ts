import assert from "node:assert/strict";
import { UserError } from "#lib/errors";
import { parseStackOutputs } from "#lib/stack-outputs";
import { STACK_OUTPUTS } from "#test/plans/stack-outputs";

describe("parseStackOutputs", () => {
  it("reads every output that is ours, and leaves others alone", () => {
    const more = { jumpHostId: "i-0123456789abcdef0", databaseSecretArn: "arn:aws:x" };
    const text = JSON.stringify({ ...STACK_OUTPUTS, ...more, somethingElse: 1 });
    assert.deepEqual(parseStackOutputs(text, "dev"), { ...STACK_OUTPUTS, ...more });
  });

  it("does without those that not every stack has", () => {
    assert.deepEqual(parseStackOutputs(JSON.stringify(STACK_OUTPUTS), "dev"), STACK_OUTPUTS);
  });

  it("names every output that is missing or of the wrong kind at once", () => {
    const text = JSON.stringify({
      ...STACK_OUTPUTS,
      databaseHost: "",
      region: 5,
      databasePort: "5432",
      databasePublic: "yes",
      databaseSecretArn: "[secret]",
      apiUrl: undefined,
    });
    assert.throws(
      () => parseStackOutputs(text, "dev"),
      (error) =>
        error instanceof UserError &&
        /no usable output region, databaseHost, databasePort, databaseSecretArn, databasePublic, apiUrl\./.test(
          error.message,
        ) &&
        /npm run deploy -- --target dev/.test(error.hint!),
    );
  });

  it("says that a stack without any output is not up", () => {
    assert.throws(() => parseStackOutputs("{}", "dev"), {
      message: "Stack dev is not up.",
      hint: "Bring it up: npm run deploy -- --target dev\nIf an up was killed, or its state was lost: npm run state:recover -- --target dev",
    });
  });

  it("says of stack local that its target needs no stack", () => {
    for (const text of ["{}", '{"url":"x"}']) {
      assert.throws(() => parseStackOutputs(text, "local"), {
        hint: "Target local needs no stack: leave --target out.",
      });
    }
  });

  for (const text of ["", "[", "null", "5", '"x"']) {
    it(`says so when the outputs are ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseStackOutputs(text, "dev"), /outputs of stack dev cannot be read/);
    });
  }
});
