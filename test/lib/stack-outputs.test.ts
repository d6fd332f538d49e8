import assert from "node:assert/strict";
import { UserError } from "#lib/errors";
import { parseStackOutputs } from "#lib/stack-outputs";

const outputs = {
  environment: "dev",
  region: "us-east-1",
  databaseHost: "db.example.com",
  databasePort: 5432,
  databaseName: "cruddur",
  databaseUser: "cruddurroot",
};

describe("parseStackOutputs", () => {
  it("reads the database of a stack, and leaves others' outputs alone", () => {
    assert.deepEqual(
      parseStackOutputs(JSON.stringify({ ...outputs, apiUrl: "https://x" }), "dev"),
      {
        environment: "dev",
        region: "us-east-1",
        host: "db.example.com",
        port: 5432,
        database: "cruddur",
        user: "cruddurroot",
        secretArn: undefined,
      },
    );
  });

  it("names every output that is missing or of the wrong kind at once", () => {
    const text = JSON.stringify({ ...outputs, databaseHost: "", region: 5, databasePort: "five" });
    assert.throws(
      () => parseStackOutputs(text, "dev"),
      (error) =>
        error instanceof UserError &&
        /no usable output databasePort, region, databaseHost\./.test(error.message) &&
        /pulumi up --stack dev/.test(error.hint!),
    );
  });

  for (const text of ["", "[", "null", "5", '"x"']) {
    it(`says so when the outputs are ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseStackOutputs(text, "dev"), /outputs of stack dev cannot be read/);
    });
  }
});
