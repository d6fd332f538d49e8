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

const WELL = { page: "it answers", api: "it answers" };

describe("nextSteps", () => {
  it("gives the addresses, whether the API answers, and what to type", () => {
    const lines = nextLines(nextSteps(DEV, STACK_OUTPUTS, WELL));
    assert.match(lines[0]!, /^Page +https:\/\/d1\.cloudfront\.net \(it answers\)$/);
    assert.match(lines[1]!, /^API +https:\/\/abc\.execute-api\.\S+\/api\/ \(it answers\)$/);
    const text = lines.join("\n");
    assert.match(text, /^ {2}npm run db:connect -- --target dev +the database/m);
    assert.match(text, /^ {2}npm run dev-ip:open -- --target dev /m);
    assert.match(text, /^ {2}npm run rds:stop -- --target dev /m);
    assert.match(text, /aws logs tail \/aws\/lambda\/cruddur-dev-api --follow --region us-east-1/);
  });

  it("names production's API by the page's address, where alone it answers", () => {
    const { addresses } = nextSteps(PROD, STACK_OUTPUTS, WELL);
    assert.equal(addresses["API"], "https://d1.cloudfront.net/api/ (it answers)");
    const { siteUrl: _, ...without } = STACK_OUTPUTS;
    const none = nextSteps(PROD, without, { page: undefined, api: "it answers" }).addresses;
    assert.equal(none["Page"], undefined);
    assert.match(none["API"]!, /^https:\/\/abc\.execute-api/);
  });

  it("says how to try a page again that does not answer yet", () => {
    const page = "it answers with 403 at /";
    const lines = nextLines(nextSteps(DEV, STACK_OUTPUTS, { ...WELL, page })).join("\n");
    assert.match(lines, /^Page +\S+ \(it answers with 403 at \/\)$/m);
    assert.match(lines, /^ {2}curl -sI https:\/\/d1\.cloudfront\.net +whether the page answers/m);
  });

  it("gives the dashboard's address, where the stack has got one by now", () => {
    const url = "https://eu-west-1.console.aws.amazon.com/cloudwatch/home";
    const { addresses } = nextSteps(DEV, { ...STACK_OUTPUTS, dashboardUrl: url }, WELL);
    assert.equal(addresses["Dashboard"], url);
    assert.ok(!("Dashboard" in nextSteps(DEV, STACK_OUTPUTS, WELL).addresses));
  });

  it("names no way to a private database but the jump host's, and never stops production", () => {
    const { databasePublic: _, ...others } = STACK_OUTPUTS;
    const outputs = { ...others, databasePublic: false };
    const none = Object.keys(nextSteps(PROD, outputs, WELL).commands).join("\n");
    assert.doesNotMatch(none, /db:connect|dev-ip|rds:stop|tunnel/);
    const jump = nextSteps(PROD, { ...outputs, jumpHostId: "i-1" }, WELL);
    assert.ok("npm run tunnel -- --target prod" in jump.commands);
  });
});
