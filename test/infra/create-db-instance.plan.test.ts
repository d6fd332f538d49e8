import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { fromRoot } from "#lib/root";
import { coreProgram } from "#test/plans/core-program";
import { planOf } from "#test/plans/pulumi-mocks";
import { devConfig, prodConfig } from "#test/plans/stack-configs";

interface Row {
  readonly option: string;
  readonly dev: string;
  readonly prod: string;
  readonly why: string;
}

type Inputs = Readonly<Record<string, unknown>>;

describe("docs/create-db-instance.md", () => {
  let text = "";
  let rows: Row[] = [];
  let dev: Inputs = {};
  let prod: Inputs = {};
  before(async () => {
    text = await readFile(fromRoot("docs", "create-db-instance.md"), "utf8");
    rows = [...text.matchAll(/^\| `(--[\w-]+)`\s*\|(.*)\|$/gm)].map(([, option, rest]) => {
      const [, ours = "", production = "", why = ""] = rest!.split("|").map((cell) => cell.trim());
      return { option: option!, dev: ours, prod: production, why };
    });
    dev = (await planOf(() => coreProgram(devConfig()))).only("aws:rds/instance:Instance").inputs;
    const plan = await planOf(() => coreProgram(prodConfig()), { stack: "prod" });
    prod = plan.only("aws:rds/instance:Instance").inputs;
  });

  it("has a row for each option of the command, with a reason", () => {
    const command = /```sh\n(aws rds create-db-instance[^]*?)```/.exec(text)?.[1] ?? "";
    const options = [...command.matchAll(/--[\w-]+/g)].map(([option]) => option);
    assert.equal(options.length, 18);
    for (const option of options) {
      assert.ok(
        rows.some((row) => row.option === option && row.why !== ""),
        option,
      );
    }
  });

  it("tells what the program asks of AWS for dev", () => {
    let compared = 0;
    for (const row of rows) compared += compare(row.dev, dev, row.option);
    assert.ok(compared >= 25, `${compared} values compared`);
  });

  it("tells where it asks something else for prod, and only there", () => {
    for (const row of rows) {
      const isOther = compare(row.prod, prod, row.option) > 0;
      for (const [key] of valuesOf(row.dev)) {
        const message = `${row.option} is ${isOther ? "not " : ""}another in prod`;
        assert.equal(JSON.stringify(dev[key]) !== JSON.stringify(prod[key]), isOther, message);
      }
    }
  });

  it("is right in its reasons, too", () => {
    for (const { option, why } of rows) {
      const isOfProd = /production/.test(why);
      for (const [key, value] of valuesOf(why)) {
        assert.deepEqual((isOfProd ? prod : dev)[key], value, `${option}: ${key}`);
      }
    }
  });
});

/** `key: value` of each code span, and how many of them were as the plan has them. */
function compare(cell: string, inputs: Inputs, option: string): number {
  const values = valuesOf(cell);
  for (const [key, value] of values) assert.deepEqual(inputs[key], value, `${option}: ${key}`);
  const absent = /^`(\w+)` is not set$/.exec(cell)?.[1];
  if (absent !== undefined) assert.equal(absent in inputs, false, `${option}: ${absent}`);
  return values.length + (absent === undefined ? 0 : 1);
}

function valuesOf(cell: string): [key: string, value: unknown][] {
  return [...cell.matchAll(/`([a-z]\w+): ([^`]+)`/gi)]
    .filter(([, key]) => key !== "topology")
    .map(([, key, value]) => [key!, JSON.parse(value!)]);
}
