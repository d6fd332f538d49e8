import assert from "node:assert/strict";
import fc from "fast-check";
import { changesIn } from "#lib/plan/changes";
import { planLines } from "#lib/plan/plan-lines";
import { parsePreview } from "#lib/plan/preview";
import { CANNOT_TELL } from "#lib/policies/unknown-value";
import { samplePreview, type SampleStep } from "#test/plans/pulumi-program";

const LOGS = "aws:cloudwatch/logGroup:LogGroup";
const linesOf = (...steps: SampleStep[]) =>
  planLines(changesIn(parsePreview(samplePreview(steps))));
const updated = (name: string, old: object, wanted: object): SampleStep => ({
  op: "update",
  type: LOGS,
  name,
  old: { ...old },
  new: { ...wanted },
});

describe("planLines", () => {
  it("tells what an input was and will be, within objects, lists and JSON too", () => {
    assert.deepEqual(linesOf(updated("logs", { retentionInDays: 14 }, { retentionInDays: 7 })), [
      `~ logs  ${LOGS}  retentionInDays: 14 → 7`,
    ]);
    const nested = (value: unknown) => ({ tags: { Name: "x", of: [1, value] } });
    assert.match(linesOf(updated("x", nested("a"), nested("b")))[0]!, / {2}tags\.of\[1\]: a → b$/);
    const policy = (action: string) => ({
      policy: JSON.stringify({ Statement: [{ Action: action }] }),
    });
    assert.match(
      linesOf(updated("x", policy("s3:Get"), policy("s3:*")))[0]!,
      / {2}policy\.Statement\[0\]\.Action: s3:Get → s3:\*$/,
    );
  });

  it("says what is set, taken away, and known after", () => {
    const line = linesOf(updated("x", { a: 1, c: "y" }, { b: 2, c: CANNOT_TELL }))[0]!;
    assert.match(line, /a: 1 → none; c: y → known after; b: none → 2$/);
  });

  it("says nothing of what only a provider fills in, and of a file that it is another one", () => {
    const filled = { __defaults: ["encryptedPassword", "validUntil"], encryptedPassword: true };
    const old = { ...filled, validUntil: "infinity", connectionLimit: 5 };
    assert.match(
      linesOf(updated("x", old, { connectionLimit: 6 }))[0]!,
      / {2}connectionLimit: 5 → 6$/,
    );
    const file = (hash: string) => ({
      code: { "4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7", hash },
    });
    assert.match(
      linesOf(updated("x", file("0123456789"), file("abcdef0123")))[0]!,
      / {2}code: file 01234567 → file abcdef01$/,
    );
  });

  it("puts into one line what only follows, but no replacement", () => {
    const after = { arn: CANNOT_TELL };
    const follow = ["a", "b", "c", "d"].map((name) => updated(name, { arn: name }, after));
    assert.deepEqual(linesOf(...follow, updated("x", { a: 1, arn: "x" }, { a: 2, ...after })), [
      `~ x  ${LOGS}  a: 1 → 2; arn: x → known after`,
      "~ 4 more that only follow: a, b, c, and 1 more",
    ]);
    const replaced = { ...follow[0]!, op: "replace" };
    assert.match(linesOf(replaced)[0]!, /^± a .* arn: a → known after$/);
  });

  it("tells where a secret is, and what rules one", () => {
    const line = linesOf(
      updated(
        "x",
        { SECRET_ARN: "a", passwordPolicy: { minimumLength: 8 } },
        {
          SECRET_ARN: "b",
          passwordPolicy: { minimumLength: 12 },
        },
      ),
    )[0]!;
    assert.match(line, / {2}SECRET_ARN: a → b; passwordPolicy\.minimumLength: 8 → 12$/);
  });

  it("tells of long texts the part that differs", () => {
    const long = "node scripts/launch.cjs dev-ip-open --security-group sg-0123456789 --ip ";
    const line = linesOf(
      updated("x", { run: `${long}203.0.113.7` }, { run: `${long}203.0.113.8` }),
    )[0]!;
    assert.match(line, /run: ….{1,12}7 → ….{1,12}8$/);
  });

  it("never tells a secret, marked or named as one", () => {
    const marked = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z]{8,20}$/),
        fc.constantFrom("masterPassword", "apiToken", "privateKey", "SECRET", "dbPassword.x"),
        (secret, name) => {
          const text = linesOf(
            updated("x", { [name]: `${secret}1` }, { [name]: `${secret}2` }),
            updated(
              "y",
              { a: { ...marked, plaintext: `${secret}1` } },
              { a: { ...marked, plaintext: `${secret}2` } },
            ),
            updated("z", { a: "[secret]", deep: { [name]: `${secret}1` } }, { a: "x", deep: {} }),
          ).join("\n");
          assert.ok(!text.includes(secret), text);
          assert.match(text, /secret → secret/);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("puts what is made or changed alike into one line, and no replacement or deletion", () => {
    const many = (op: string): SampleStep[] =>
      Array.from({ length: 43 }, (_, index) => ({
        op,
        type: "postgresql:index/grant:Grant",
        name: `cruddur-schema-grants-g${index}`,
        [op === "delete" ? "old" : "new"]: {},
      }));
    assert.deepEqual(linesOf(...many("create")), [
      "+ 43 × postgresql:index/grant:Grant  cruddur-schema-grants-…",
    ]);
    assert.equal(linesOf(...many("delete")).length, 43);
  });
});
