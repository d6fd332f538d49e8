import assert from "node:assert/strict";
import { nextLines, nextSteps } from "#lib/plan/next-steps";
import { parseStackConfig } from "#lib/stack-config/parse";
import type { AwsConfig } from "#lib/stack-config/stack-config";
import { STACK_OUTPUTS } from "#test/plans/stack-outputs";

const DEV = parseStackConfig("dev", { environment: "dev" }) as AwsConfig;
const PROD = parseStackConfig("prod", {
  environment: "prod",
  accountId: "123456789012",
  alarmEmail: "a@example.com",
}) as AwsConfig;

describe("nextSteps", () => {
  it("gives the addresses, whether the API answers, and what to type", () => {
    const lines = nextLines(nextSteps(DEV, STACK_OUTPUTS, "it answers"));
    assert.match(lines[0]!, /^API +https:\/\/abc\.execute-api\.\S+ \(it answers\)$/);
    const text = lines.join("\n");
    assert.match(text, /^ {2}npm run db:connect -- --target dev +the database/m);
    assert.match(text, /^ {2}npm run dev-ip:open -- --target dev /m);
    assert.match(text, /^ {2}npm run rds:stop -- --target dev /m);
    assert.match(text, /aws logs tail \/aws\/lambda\/cruddur-dev-api --follow --region us-east-1/);
  });

  it("names no way to a private database but the jump host's, and never stops production", () => {
    const { databasePublic: _, ...others } = STACK_OUTPUTS;
    const outputs = { ...others, databasePublic: false };
    const none = Object.keys(nextSteps(PROD, outputs, "it answers").commands).join("\n");
    assert.doesNotMatch(none, /db:connect|dev-ip|rds:stop|tunnel/);
    const jump = nextSteps(PROD, { ...outputs, jumpHostId: "i-1" }, "it answers");
    assert.ok("npm run tunnel -- --target prod" in jump.commands);
  });
});
