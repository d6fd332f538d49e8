import assert from "node:assert/strict";
import { pulumiEnvironment } from "#lib/plan/pulumi-environment";

describe("pulumiEnvironment", () => {
  it("leaves out options of somebody's shell, and keeps where the state is", () => {
    const env = pulumiEnvironment({
      PULUMI_OPTION_DEBUG: "true",
      PULUMI_OPTION_TARGET: "x",
      PULUMI_BACKEND_URL: "s3://bucket",
      PULUMI_CONFIG_PASSPHRASE: "",
    });
    assert.deepEqual(env, {
      PULUMI_BACKEND_URL: "s3://bucket",
      PULUMI_CONFIG_PASSPHRASE: "",
      PULUMI_ENABLE_STREAMING_JSON_PREVIEW: undefined,
      PULUMI_SKIP_UPDATE_CHECK: "1",
    });
  });
});
