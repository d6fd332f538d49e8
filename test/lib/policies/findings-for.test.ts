import assert from "node:assert/strict";
import { RESOURCE_RULES, STACK_RULES } from "#lib/policies/all-rules";
import { EXCEPTIONS } from "#lib/policies/exceptions";
import { findingsFor, verdictOn } from "#lib/policies/findings-for";
import { endingText } from "#lib/policies/waive";
import { changed, goodStack } from "#test/plans/good-stack";

const RULES = [...RESOURCE_RULES, ...STACK_RULES];
const NOW = new Date("2026-12-01T12:00:00Z");

/** The controls of the security baseline, as Security Hub, CIS and Checkov number them. */
const BASELINE = `
  RDS.2 RDS.3 RDS.5 RDS.6 RDS.7 RDS.8 RDS.9 RDS.10 RDS.11 RDS.12 RDS.13 RDS.16 RDS.17 RDS.18 RDS.19 RDS.20
  RDS.21 RDS.22 RDS.23 RDS.24 RDS.25 RDS.28 RDS.29 RDS.30 RDS.31 RDS.32 RDS.33 RDS.35 RDS.36 RDS.37 RDS.38
  RDS.43 RDS.46 EC2.2 EC2.6 EC2.15 EC2.18 EC2.19 Lambda.1 Lambda.2 Lambda.3 Lambda.5 APIGateway.8
  APIGateway.9 Cognito.1 Cognito.3 Cognito.4 Cognito.5 Cognito.6 SecretsManager.1 SecretsManager.2
  SecretsManager.3 SecretsManager.4 CloudWatch.16 IAM.1 IAM.21
  CKV_AWS_16 CKV_AWS_17 CKV_AWS_23 CKV_AWS_24 CKV_AWS_25 CKV_AWS_26 CKV_AWS_27 CKV_AWS_45 CKV_AWS_50
  CKV_AWS_66 CKV_AWS_76 CKV_AWS_115 CKV_AWS_116 CKV_AWS_117 CKV_AWS_118 CKV_AWS_129 CKV_AWS_130
  CKV_AWS_133 CKV_AWS_139 CKV_AWS_149 CKV_AWS_157 CKV_AWS_158 CKV_AWS_161 CKV_AWS_162 CKV_AWS_173
  CKV_AWS_211 CKV_AWS_226 CKV_AWS_250 CKV_AWS_260 CKV_AWS_272 CKV_AWS_277 CKV_AWS_290 CKV_AWS_293
  CKV_AWS_297 CKV_AWS_301 CKV_AWS_304 CKV_AWS_309 CKV_AWS_313 CKV_AWS_319 CKV_AWS_324 CKV_AWS_338
  CKV_AWS_353 CKV_AWS_354 CKV_AWS_355 CKV_AWS_363 CKV_AWS_364 CKV_AWS_382 CKV_AWS_388
  CKV2_AWS_5 CKV2_AWS_11 CKV2_AWS_12 CKV2_AWS_30 CKV2_AWS_57 CKV2_AWS_60 CKV2_AWS_69 CKV2_AWS_75
`
  .trim()
  .split(/\s+/);

const CIS = {
  "CIS 5.0": ["2.2.1", "2.2.2", "2.2.3", "2.2.4", "3.7", "5.3", "5.4", "5.5"],
  "CIS 6.0": ["3.2.1", "3.2.2", "3.2.3", "3.2.4", "3.7", "5.3", "5.4", "5.5"],
};

describe("findingsFor", () => {
  it("has a rule for each control of the baseline, and each control in one rule", () => {
    const cis = Object.entries(CIS).flatMap(([name, ids]) => ids.map((id) => `${name} ${id}`));
    const named = RULES.flatMap(({ controls }) => controls);
    assert.deepEqual(
      [...BASELINE, ...cis].filter((control) => !named.includes(control)),
      [],
    );
    assert.deepEqual(
      named.filter((control, index) => named.indexOf(control) !== index),
      [],
    );
  });

  it("has exceptions of known controls only, each with a reason, one for a rule and environment", () => {
    const seen = new Set<string>();
    for (const { control, reason, expires, environments } of EXCEPTIONS) {
      const rule = RULES.find(({ controls }) => controls.includes(control));
      assert.ok(rule, control);
      assert.ok(reason.length > 20, control);
      assert.match(expires, /^\d{4}-\d{2}-\d{2}$/);
      for (const environment of environments) {
        assert.ok(!seen.has(`${rule.name} ${environment}`), `${rule.name} ${environment}`);
        seen.add(`${rule.name} ${environment}`);
      }
    }
  });

  it("never excuses what is open to the internet, or readable by anybody", () => {
    for (const control of [
      "EC2.18",
      "EC2.19",
      "CKV_AWS_382",
      "RDS.3",
      "CKV_AWS_45",
      "RDS.38",
      "Lambda.1",
    ])
      assert.ok(!EXCEPTIONS.some((it) => it.control === control), control);
  });

  it("excuses in dev what an exception is for, and not in prod", () => {
    const single = changed(goodStack(), "instance", "multiAz", false);
    assert.deepEqual(findingsFor(single, "dev", NOW), []);
    assert.deepEqual(
      verdictOn(single, "dev", NOW).waived.map(({ rule }) => rule),
      ["database-two-zones"],
    );
    const [finding, ...others] = findingsFor(single, "prod", NOW);
    assert.deepEqual(others, []);
    assert.deepEqual(finding, {
      rule: "database-two-zones",
      controls: ["RDS.5", "CIS 5.0 2.2.4", "CIS 6.0 3.2.4", "CKV_AWS_157"],
      resource: "instance",
      type: "aws:rds/instance:Instance",
      found: "multiAz is false",
      wanted: "true: a zone that fails costs a minute instead of the service",
      change: "Set multiAz: true.",
    });
  });

  const exception = {
    control: "CKV_AWS_157",
    environments: ["dev"] as const,
    reason: "A standby doubles the price",
    expires: "2026-12-01",
  };
  const single = changed(goodStack(), "instance", "multiAz", false);
  const rulesOn = (time: string, stack = single) =>
    verdictOn(stack, "dev", new Date(time), [exception]).findings.map(({ rule }) => rule);

  it("counts an exception's last day, wherever on earth it ends", () => {
    assert.deepEqual(rulesOn("2026-12-01T23:00:00Z"), []);
    assert.deepEqual(rulesOn("2026-12-02T11:00:00Z"), []);
  });

  it("finds the exception, in the place of what it excused, when that has ended", () => {
    assert.deepEqual(rulesOn("2026-12-02T12:00:00Z"), ["exception-ended"]);
  });

  it("finds an ended exception that nothing needs any more", () => {
    assert.deepEqual(rulesOn("2027-01-01T00:00:00Z", goodStack()), ["exception-ended"]);
  });

  it("has one finding for all that ended on a day, with their controls, and where to mend them", () => {
    const two = [exception, { ...exception, control: "RDS.3" }];
    const { findings } = verdictOn(goodStack(), "dev", new Date("2027-01-01"), two);
    assert.equal(findings.length, 1);
    assert.deepEqual(findings[0]!.controls, ["CKV_AWS_157", "RDS.3"]);
    assert.equal(findings[0]!.resource, "lib/policies/exceptions.ts");
    assert.match(findings[0]!.found, /^2 exceptions from policies ended on 2026-12-01$/);
  });
});

describe("endingText", () => {
  const until = (expires: string) => ({
    control: "RDS.3",
    environments: ["dev"] as const,
    reason: "of the test",
    expires,
  });
  const on = (day: string, ...expires: string[]) =>
    endingText(expires.map(until), ["dev", "prod"], new Date(`${day}T12:00:00Z`));

  it("warns for 60 days, of what ends first", () => {
    assert.equal(on("2027-10-01", "2027-11-30"), undefined);
    assert.match(
      on("2027-10-03", "2027-11-30")!,
      /^An exception from a policy ends on 2027-11-30, in 58 days/,
    );
    assert.match(
      on("2027-11-29", "2027-11-30", "2027-11-30", "2027-12-24")!,
      /^2 exceptions from policies end on 2027-11-30, in a day/,
    );
  });

  it("is silent on what has ended, which is a finding, and on other environments", () => {
    assert.equal(on("2027-12-02", "2027-11-30"), undefined);
    assert.equal(endingText([until("2027-11-30")], ["prod"], new Date("2027-11-01")), undefined);
  });
});
