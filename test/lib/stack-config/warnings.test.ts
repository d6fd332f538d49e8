import assert from "node:assert/strict";
import { parseStackConfig } from "#lib/stack-config/parse";
import { configWarnings } from "#lib/stack-config/warnings";
import { devConfig, prodConfig } from "#test/plans/stack-configs";

const warningsIn = (region: string): string[] =>
  configWarnings(parseStackConfig("dev", { environment: "dev", region })).map(
    ({ problem }) => problem,
  );

describe("configWarnings", () => {
  it("has nothing to say of a region that has everything", () => {
    assert.deepEqual(warningsIn("eu-central-1"), []);
  });

  it("tells that a stack of GovCloud has no page", () => {
    assert.match(warningsIn("us-gov-west-1").join(), /us-gov-west-1 has no CloudFront: .* no page/);
  });

  it("tells of a region that our data does not know", () => {
    assert.match(warningsIn("eu-central-9").join(), /Region eu-central-9 is not in AWS's data/);
  });

  it("says of production without mailFrom what 50 mails a day mean, and the line to type", () => {
    const [warning, ...more] = configWarnings(prodConfig());
    assert.deepEqual(more, []);
    assert.match(warning!.problem, /50 a day: after 50 sign-ups .* nobody gets a code/);
    assert.match(warning!.hint, /pulumi config set mailFrom no-reply@YOUR-DOMAIN --stack prod$/);
  });

  it("says nothing of it where SES sends, and nothing to a developer", () => {
    assert.deepEqual(configWarnings(prodConfig({ mailFrom: "no-reply@cruddur.example" })), []);
    assert.deepEqual(configWarnings(devConfig()), []);
  });
});
