import assert from "node:assert/strict";
import fc from "fast-check";
import { RefusedError, UserError } from "#lib/errors";
import { changesIn, type ChangedResource } from "#lib/plan/changes";
import { refusalsOf } from "#lib/plan/guard/guard";
import {
  LONGEST_COMMENT,
  mayBeApplied,
  planMarkdown,
  planMarker,
  type JudgedPlan,
  type PlanReport,
} from "#lib/plan/plan-markdown";
import { parsePreview } from "#lib/plan/preview";
import type { Finding } from "#lib/policies/finding";
import { TYPES } from "#lib/policies/resource-types";
import { samplePreview } from "#test/plans/pulumi-program";

const NOTHING: JudgedPlan = {
  changes: [],
  refusals: [],
  verdict: { findings: [], waived: [], undecided: [] },
};
const CHANGE: ChangedResource = {
  change: "update",
  name: "cruddur-api-logs",
  type: "aws:cloudwatch/logGroup:LogGroup",
  values: [],
  because: ["retentionInDays"],
};
const FINDING: Finding = {
  rule: "database-snapshot-tags",
  controls: ["RDS.16"],
  resource: "cruddur-database-instance",
  type: TYPES.instance,
  found: "copyTagsToSnapshot is false",
  wanted: "true",
  change: "Set copyTagsToSnapshot to true.",
};

const markdown = (plan: Partial<JudgedPlan> | UserError, more: Partial<PlanReport> = {}) =>
  planMarkdown({
    stack: "dev",
    plan: plan instanceof UserError ? plan : { ...NOTHING, ...plan },
    cost: ["about $8.66 a month, as before"],
    commit: "1e60b0f",
    ...more,
  });

describe("planMarkdown", () => {
  it("names what changes, what policies say and what it costs", () => {
    assert.equal(
      markdown({ changes: [CHANGE] }),
      `<!-- cruddur plan: dev -->

### Stack \`dev\`: 1 to update

\`\`\`diff
~ cruddur-api-logs  aws:cloudwatch/logGroup:LogGroup  (retentionInDays)
\`\`\`

Policies: No findings.

Cost: about $8.66 a month, as before

Plan of 1e60b0f.
`,
    );
  });

  it("says in few lines that nothing changes", () => {
    assert.equal(
      markdown({}, { cost: [], commit: undefined }),
      "<!-- cruddur plan: dev -->\n\n### Stack `dev`: Nothing changes\n\nPolicies: No findings.\n",
    );
  });

  it("lists each item whose cost differs", () => {
    const cost = ["about $8.66 → $12.82 a month", "compute: $4.16 → $8.32"];
    assert.match(
      markdown({}, { cost }),
      /\nCost: about \$8\.66 → \$12\.82 a month\n- compute: \$4\.16 → \$8\.32\n/,
    );
  });

  it("tells of the guard's refusal with what to do instead, before what changes", () => {
    const preview = parsePreview(
      samplePreview([
        { op: "replace", type: TYPES.instance, name: "db", old: {}, new: {}, because: ["dbName"] },
      ]),
    );
    const text = markdown({ changes: changesIn(preview), refusals: refusalsOf(preview) });
    assert.match(text, /\*\*This cannot be deployed as it is\.\*\*\n\nThe guard refuses it:\n/);
    assert.match(text, /It would replace the database db \(dbName\)[^`]*Leave dbName as it is/);
    assert.ok(text.indexOf("It would replace") < text.indexOf("± db"));
  });

  it("tells of each finding with its controls and its remedy", () => {
    const text = markdown({ verdict: { ...NOTHING.verdict, findings: [FINDING] } });
    assert.match(text, /\*\*This cannot be deployed as it is\.\*\*\n\nIt breaks policies:\n/);
    assert.match(
      text,
      /cruddur-database-instance: RDS\.16\n {2}copyTagsToSnapshot is false; wanted is true\. Set copyTagsToSnapshot to true\.\n/,
    );
    assert.match(text, /Policies: 1 finding\./);
  });

  it("says why there is no plan", () => {
    const text = markdown(new UserError("There is no stack dev yet.", "pulumi stack init dev"));
    assert.match(text, /### Stack `dev`: there is no plan\n\n\*\*This cannot be deployed/);
    assert.match(text, /```text\nThere is no stack dev yet\.\npulumi stack init dev\n```/);
  });

  it("folds a long list", () => {
    const many = (count: number) =>
      markdown({ changes: Array.from({ length: count }, () => CHANGE) });
    assert.doesNotMatch(many(25), /<details>/);
    assert.match(many(26), /<details><summary>What changes<\/summary>\n\n```diff\n/);
  });

  it("keeps a quoted fence from ending its block", () => {
    const text = markdown(new UserError("It said:\n```\n@everybody\n````", "Mend it."));
    assert.match(text, /\n`````text\nIt said:\n```\n@everybody\n````\nMend it\.\n`````\n/);
  });

  it("leaves the end of a list out that is too long, and says how many lines", () => {
    const changes = Array.from({ length: 3_000 }, () => CHANGE);
    const text = markdown({ changes, verdict: { ...NOTHING.verdict, findings: [FINDING] } });
    assert.ok(text.length <= LONGEST_COMMENT && text.length > LONGEST_COMMENT - 2_000);
    const shown = text.match(/^~ cruddur-api-logs/gm)!.length;
    const left = Number(/(\d+) more lines do not fit into a comment/.exec(text)?.[1]);
    assert.equal(shown + left, 3_000);
    assert.match(text, /npm run deploy -- --target dev --dry-run/);
    assert.match(text, /RDS\.16[\s\S]*Policies: 1 finding\.[\s\S]*Plan of 1e60b0f\.\n$/);
  });

  it("is never longer than GitHub takes, and always begins with the marker", () => {
    const long = fc.integer({ min: 0, max: 3_000 }).map((count) => "x`@<\n".repeat(count));
    const few = { maxLength: 60 };
    fc.assert(
      fc.property(fc.array(long, few), fc.array(long, few), long, (findings, names, fault) => {
        const judged = markdown({
          changes: names.map((name) => ({ ...CHANGE, name })),
          verdict: {
            ...NOTHING.verdict,
            findings: findings.map((found) => ({ ...FINDING, found })),
          },
        });
        for (const text of [judged, markdown(new UserError(fault, "Mend it."))]) {
          assert.ok(text.length <= LONGEST_COMMENT, String(text.length));
          assert.ok(text.startsWith(`${planMarker("dev")}\n`));
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe("mayBeApplied", () => {
  it("is so for a plan without refusal and finding alone", () => {
    assert.equal(mayBeApplied(NOTHING), true);
    assert.equal(mayBeApplied(new RefusedError("No.", "Go.")), false);
    const verdict = { ...NOTHING.verdict, findings: [FINDING] };
    assert.equal(mayBeApplied({ ...NOTHING, verdict }), false);
  });
});
