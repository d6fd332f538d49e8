import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { ID_RULES, type ValueOf } from "#lib/recovery/import-ids";
import { fromRoot } from "#lib/root";

/** Every type of a provider's in the golden plans. */
function plannedTypes(): string[] {
  const folder = fromRoot("test", "plans");
  const plans = readdirSync(folder).map((file) => readFileSync(`${folder}/${file}`, "utf8"));
  const types = plans.flatMap((plan) =>
    [...plan.matchAll(/^\S+ \(((?:aws|command|postgresql):[^)]+)\):/gm)].map(([, type]) => type!),
  );
  return [...new Set(types)].sort();
}

const of =
  (inputs: Readonly<Record<string, string>>): ValueOf =>
  (input) =>
    inputs[input];

describe("ID_RULES", () => {
  it("says of every type of every plan how it is taken in", () => {
    const types = plannedTypes();
    assert.ok(types.length > 30);
    assert.deepEqual(
      types.filter((type) => !(type in ID_RULES)),
      [],
    );
  });

  const idOf = (type: string, inputs: Readonly<Record<string, string>>) => {
    const rule = ID_RULES[type]!;
    assert.ok("id" in rule);
    return rule.id(of(inputs));
  };

  it("puts an id together from what the plan says, and waits for what it does not", () => {
    const target = "aws:rds/proxyTarget:ProxyTarget";
    const proxied = { dbProxyName: "p", dbInstanceIdentifier: "d" };
    assert.equal(idOf(target, proxied), "p/default/RDS_INSTANCE/d");
    assert.equal(idOf(target, { dbProxyName: "p" }), undefined);
    assert.equal(idOf("aws:scheduler/schedule:Schedule", { name: "s" }), "default/s");
    const filter = { logGroupName: "/aws/lambda/f", name: "n" };
    assert.equal(idOf("aws:cloudwatch/logMetricFilter:LogMetricFilter", filter), "/aws/lambda/f:n");
  });

  it("takes the part of an identifier that is not the parent's, in whichever order they come", () => {
    const rule = ID_RULES["aws:apigatewayv2/authorizer:Authorizer"]!;
    assert.ok("listed" in rule);
    for (const parts of [
      ["auth", "api"],
      ["api", "auth"],
    ]) {
      assert.equal(rule.idFrom?.(parts, of({ apiId: "api" })), "api/auth");
    }
  });
});
