import assert from "node:assert/strict";
import { problemsFor, ServiceError, triggerCode, type FieldName } from "../../web/errors.ts";

const fieldsOf = (error: unknown): (FieldName | null)[] =>
  problemsFor(error).map(({ field }) => field);

describe("problemsFor", () => {
  const cases: [string, string, FieldName | null][] = [
    ["HANDLE_TAKEN", "", "handle"],
    ["HANDLE_INVALID", "", "handle"],
    ["NAME_INVALID", "", "name"],
    ["TRY_LATER", "", null],
    ["UsernameExistsException", "", "email"],
    ["InvalidPasswordException", "", "password"],
    ["CodeMismatchException", "", "code"],
    ["ExpiredCodeException", "", "code"],
    ["LimitExceededException", "", null],
    ["ForbiddenException", "", null],
    ["HTTP 429", "", null],
    ["NotAuthorizedException", "Incorrect username or password.", "password"],
    ["NotAuthorizedException", "Password attempts exceeded", "password"],
    ["NotAuthorizedException", "User is disabled.", null],
    ["NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED", null],
    ["InvalidParameterException", "Invalid email address format.", "email"],
    ["InvalidParameterException", "1 validation error: password failed", "password"],
    ["InvalidParameterException", "User is already confirmed.", null],
    [
      "InvalidParameterException",
      "Cannot reset password for the user as there is no registered/verified email or phone_number",
      "email",
    ],
    ["message_blank", "", "message"],
    ["ttl_invalid", "", "ttl"],
    ["unauthorized", "", null],
  ];
  for (const [code, message, field] of cases) {
    it(`places ${code} "${message}" at ${field ?? "the form"}`, () => {
      assert.deepEqual(fieldsOf(new ServiceError(code, message)), [field]);
    });
  }

  it("says one sentence for each code the server names", () => {
    const codes = ["message_blank", "ttl_invalid"];
    const fields = fieldsOf(new ServiceError("invalid_activity", "", { codes }));
    assert.deepEqual(fields, ["message", "ttl"]);
  });

  it("tells who is braked to wait, whoever brakes", () => {
    const sentences = ["TooManyRequestsException", "ForbiddenException", "HTTP 429"].map(
      (code) => problemsFor(new ServiceError(code, ""))[0]!.sentence,
    );
    assert.match(sentences[0]!, /too many tries\. Wait/);
    assert.equal(new Set(sentences).size, 1);
  });

  it("names the code when it is not known", () => {
    const [problem] = problemsFor(new ServiceError("BrandNewException", "secret detail"));
    assert.deepEqual(problem, {
      field: null,
      sentence: "Something went wrong (BrandNewException). Please try again.",
    });
  });

  it("does not take a name that every object has for a known code", () => {
    const [problem] = problemsFor(new ServiceError("constructor", ""));
    assert.match(problem?.sentence ?? "", /\(constructor\)/);
  });
});

describe("triggerCode", () => {
  it("finds the short code within Cognito's wrapper", () => {
    assert.equal(triggerCode("PreSignUp failed with error HANDLE_TAKEN."), "HANDLE_TAKEN");
  });

  it("is null when the function threw something else", () => {
    assert.equal(triggerCode("PostConfirmation failed with error connect ECONNREFUSED."), null);
  });
});
