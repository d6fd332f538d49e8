import assert from "node:assert/strict";
import { importResult } from "#lib/recovery/import-result";

const output = (...diagnostics: object[]) => JSON.stringify({ diagnostics });
const urn = "urn:pulumi:dev::cruddur::cruddur:infra:Api$aws:apigatewayv2/api:Api::cruddur-api";

describe("importResult", () => {
  it("tells what is not there from what went wrong", () => {
    const stdout = output(
      { severity: "warning", message: "warning: using a plugin from $PATH" },
      {
        severity: "error",
        urn,
        message: "error: Preview failed: resource 'c0ffee' does not exist\n",
      },
      { severity: "error", urn: `${urn}2`, message: "error: AccessDenied: you may not\n" },
      { severity: "error", message: "error: preview failed: step application failed" },
    );
    const { missing, errors } = importResult(stdout);
    assert.deepEqual([...missing], ["aws:apigatewayv2/api:Api::cruddur-api"]);
    assert.deepEqual(errors, ["error: AccessDenied: you may not"]);
  });

  it("has nothing to say of output that is no JSON", () => {
    assert.deepEqual(importResult("error: no stack\n"), { missing: new Set(), errors: [] });
  });
});
