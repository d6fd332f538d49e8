import assert from "node:assert/strict";
import { databaseFault, violatedConstraint } from "../../../lambda/shared/database-errors.ts";
import { errorDetails } from "../../../lambda/shared/log.ts";

describe("errorDetails", () => {
  it("leaves out the words of a database's error, which can quote a row", () => {
    const error = Object.assign(new Error('duplicate key: (email)=("ada@example.com")'), {
      name: "error",
      code: "23505",
      constraint: "users_email_key",
      routine: "_bt_check_unique",
      detail: "Key (email)=(ada@example.com) already exists.",
    });
    const details = errorDetails(error);
    assert.deepEqual(details, {
      errorName: "error",
      errorCode: "23505",
      constraint: "users_email_key",
    });
  });

  it("keeps the words of an error of our own or of the network", () => {
    const error = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:1"), {
      code: "ECONNREFUSED",
    });
    assert.equal(errorDetails(error)["errorMessage"], "connect ECONNREFUSED 127.0.0.1:1");
  });

  it("takes anything that is thrown", () => {
    for (const thrown of ["text", null, undefined, 5, {}]) {
      assert.equal(errorDetails(thrown)["errorCode"], undefined);
      assert.equal(databaseFault(thrown), "bug");
      assert.equal(violatedConstraint(thrown), undefined);
    }
  });
});
