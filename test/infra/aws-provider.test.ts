import assert from "node:assert/strict";
import { awsProviderArgs } from "../../infra/aws-provider.ts";

const stack = { stack: "prod", environment: "prod", region: "eu-central-1" } as const;

describe("awsProviderArgs", () => {
  it("refuses every account but the stack's own", () => {
    const { allowedAccountIds } = awsProviderArgs({ ...stack, accountId: "123456789012" });
    assert.deepEqual(allowedAccountIds, ["123456789012"]);
  });

  it("takes any account when the configuration names none", () => {
    assert.equal("allowedAccountIds" in awsProviderArgs({ ...stack, accountId: undefined }), false);
  });

  it("goes to the stack's region, whatever the shell's is, and tags everything", () => {
    const { region, defaultTags } = awsProviderArgs({ ...stack, accountId: undefined });
    assert.equal(region, "eu-central-1");
    assert.deepEqual(defaultTags, {
      tags: {
        project: "cruddur",
        stack: "prod",
        environment: "prod",
        "managed-by": "pulumi",
      },
    });
  });
});
