import assert from "node:assert/strict";
import { ROLES, TABLES } from "#lib/domain/access";
import { grantStatements, roleStatements } from "#lib/sql/access";

describe("ROLES", () => {
  it("gives every table that a role names, and only reading to people", () => {
    for (const role of ROLES) {
      for (const table of Object.keys(role.tables))
        assert.ok(TABLES.includes(table as never), table);
    }
    const reader = ROLES.find(({ name }) => name === "cruddur_reader")!;
    assert.deepEqual([...new Set(Object.values(reader.tables).flat())], ["select"]);
  });

  it("lets nobody log in as the owner", () => {
    assert.deepEqual(
      ROLES.filter(({ login }) => !login).map(({ name }) => name),
      ["cruddur_owner"],
    );
  });
});

describe("roleStatements", () => {
  it("sets a password only for a role that logs in, and quotes it", () => {
    const all = roleStatements(new Map(ROLES.map(({ name }) => [name, "it's"])));
    const withPassword = all.filter((statement) => statement.includes("password"));
    assert.equal(withPassword.length, ROLES.filter(({ login }) => login).length);
    for (const statement of withPassword) assert.ok(statement.endsWith("password 'it''s'"));
  });

  it("mentions no password for a role that has none", () => {
    assert.doesNotMatch(roleStatements(new Map()).join("\n"), /password/);
  });
});

describe("grantStatements", () => {
  it("takes away before it gives", () => {
    const statements = grantStatements("cruddur");
    const table = statements.findIndex((statement) => statement.includes("revoke all on public."));
    const firstGrant = statements.findIndex((statement) => /^grant .* on public\./.test(statement));
    assert.ok(table !== -1 && table < firstGrant);
  });
});
