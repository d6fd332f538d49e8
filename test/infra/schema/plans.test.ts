import assert from "node:assert/strict";
import { OWNER, ROLES, TABLES } from "#lib/domain/access";
import { grantPlans, rolePlans } from "#infra/schema/plans";

describe("rolePlans", () => {
  it("makes every role of the model, those first that others are members of, without a password", () => {
    const plans = rolePlans("own");
    assert.deepEqual(
      plans.map(({ name }) => name),
      ROLES.map(({ name }) => name),
    );
    plans.forEach((plan, index) => {
      const before = plans.slice(0, index).map(({ name }) => name);
      for (const group of plan.roles) assert.ok(before.includes(group), `${plan.name} of ${group}`);
      assert.ok(!Object.keys(plan).some((key) => /password/i.test(key)));
    });
  });

  it("lets those who log in do so by IAM on RDS, and never the owner", () => {
    for (const { name, login, roles } of rolePlans("rds")) {
      assert.equal(roles.includes("rds_iam"), login, name);
    }
    assert.ok(rolePlans("own").every(({ roles }) => !roles.includes("rds_iam")));
    assert.equal(rolePlans("rds").find(({ name }) => name === OWNER)!.login, false);
  });

  it("takes limits and time-outs from the model", () => {
    const api = rolePlans("rds").find(({ name }) => name === "cruddur_api")!;
    assert.deepEqual(
      [api.connectionLimit, api.statementTimeout, api.idleInTransactionSessionTimeout],
      [30, 1500, 5000],
    );
    const owner = rolePlans("rds").find(({ name }) => name === OWNER)!;
    assert.deepEqual([owner.connectionLimit, owner.statementTimeout], [-1, 0]);
  });
});

describe("grantPlans", () => {
  const plans = grantPlans();

  it("says of everybody and each service what it may do with each table, also when that is nothing", () => {
    for (const { name, login, tables } of [
      { name: "public", login: true, tables: {} as (typeof ROLES)[number]["tables"] },
      ...ROLES,
    ]) {
      for (const table of TABLES) {
        const found = plans.filter(
          ({ role, objects }) => role === name && objects?.includes(table),
        );
        if (!login) assert.deepEqual(found, [], "the owner needs none");
        else {
          assert.equal(found.length, 1, `${name} ${table}`);
          const wanted = (tables[table] ?? []).map((privilege) => privilege.toUpperCase());
          assert.deepEqual(found[0]!.privileges, wanted.sort());
        }
      }
    }
  });

  it("lets nobody but the model's roles connect, and nobody but the owner make anything", () => {
    const of = (type: string) =>
      plans
        .filter(
          ({ objectType, privileges }) => objectType === type && privileges.includes("CREATE"),
        )
        .map(({ role }) => role);
    assert.deepEqual(of("database"), [OWNER]);
    assert.deepEqual(of("schema"), [OWNER]);
    const everybody = plans.find(({ key }) => key === "public-database")!;
    assert.deepEqual(everybody.privileges, []);
  });

  it("names each once: two on the same object and role would fight", () => {
    const keys = plans.map(({ key }) => key);
    assert.equal(new Set(keys).size, keys.length);
  });
});
