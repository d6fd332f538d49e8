import assert from "node:assert/strict";
import { applyRoles, derivedPasswords } from "#database/access/access";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { provision } from "#database/provision";
import { grants } from "#local/doctor/hops/grants";
import { roles } from "#local/doctor/hops/roles";
import { asSuperuser } from "#local/postgres/superuser/secret";
import { startThrowAway, type ThrowAwayServer } from "#local/postgres/throw-away";
import { findingOf, leadingTo } from "../doctor-context.ts";

// Roles belong to the whole server, so these tests have one of their own.
describe("doctor's hops of roles and privileges", () => {
  let server: ThrowAwayServer;
  let parameters: ConnectionParameters;
  before(async () => {
    server = await startThrowAway();
    const { host, port, user, password } = server;
    parameters = { host, port, user, password, database: "cruddur" };
    await provision(parameters, server.database, { seed: false });
  });
  after(() => server.stop());

  // Nobody but the superuser could make the worst of these changes.
  const change = async (sql: string) => {
    const isHis = sql.includes("superuser");
    const who = isHis ? await asSuperuser(server.directory, parameters) : parameters;
    await withClient(who, "test", (client) => client.query(sql));
  };

  it("find nothing wrong with what provisioning made", async () => {
    for (const hop of [roles, grants]) {
      assert.equal((await findingOf(hop, leadingTo(parameters))).verdict, "ok");
    }
  });

  for (const [sql, undo, found] of [
    [
      "alter role cruddur_api superuser",
      "alter role cruddur_api nosuperuser",
      "cruddur_api is SUPERUSER",
    ],
    [
      "alter role cruddur_reader createdb createrole",
      "alter role cruddur_reader nocreatedb nocreaterole",
      "cruddur_reader is CREATEDB and CREATEROLE",
    ],
    [
      "alter role cruddur_owner login",
      "alter role cruddur_owner nologin",
      "cruddur_owner can log in",
    ],
    ["alter role cruddur_api nologin", "alter role cruddur_api login", "cruddur_api cannot log in"],
    [
      "alter role cruddur_api connection limit 5",
      "alter role cruddur_api connection limit 30",
      "cruddur_api may open 5 sessions",
    ],
    [
      "grant cruddur_owner to cruddur_api",
      "revoke cruddur_owner from cruddur_api",
      "cruddur_api is a member of cruddur_owner",
    ],
    [
      "revoke cruddur_owner from cruddur_migrator",
      "grant cruddur_owner to cruddur_migrator",
      "cruddur_migrator is no member of cruddur_owner",
    ],
    [
      "alter role cruddur_reader reset default_transaction_read_only",
      "alter role cruddur_reader set default_transaction_read_only = on",
      "cruddur_reader lacks default_transaction_read_only=on",
    ],
  ] as const) {
    it(`find: ${found}`, async () => {
      await change(sql);
      const finding = await findingOf(roles, leadingTo(parameters));
      await change(undo);
      assert.deepEqual(finding, { verdict: "broken", found, fix: "npm start" });
    });
  }

  for (const [sql, undo, found] of [
    [
      "revoke insert on activities from cruddur_api",
      "grant insert on activities to cruddur_api",
      "cruddur_api may not insert activities",
    ],
    [
      "grant delete, truncate on users to cruddur_reader",
      "revoke delete, truncate on users from cruddur_reader",
      "cruddur_reader may delete, truncate users",
    ],
    [
      "revoke connect on database cruddur from cruddur_sign_up",
      "grant connect on database cruddur to cruddur_sign_up",
      "cruddur_sign_up may not connect to the database",
    ],
    [
      "grant connect on database cruddur to public",
      "revoke connect on database cruddur from public",
      "everybody may connect to the database",
    ],
  ] as const) {
    it(`find: ${found}`, async () => {
      await change(sql);
      const finding = await findingOf(grants, leadingTo(parameters));
      await change(undo);
      assert.deepEqual(finding, { verdict: "broken", found, fix: "npm start" });
    });
  }

  it("find a role that is missing, and the privileges of the others all the same", async () => {
    await change(
      "revoke all on all tables in schema public from cruddur_reader; revoke all on schema public from cruddur_reader; revoke all on database cruddur from cruddur_reader; drop role cruddur_reader",
    );
    assert.equal(
      (await findingOf(roles, leadingTo(parameters))).found,
      "cruddur_reader is missing",
    );
    assert.equal((await findingOf(grants, leadingTo(parameters))).verdict, "ok");
    await withClient(parameters, "test", (client) =>
      applyRoles(client, derivedPasswords(parameters.password)),
    );
    const { found } = await findingOf(grants, leadingTo(parameters));
    assert.match(found, /cruddur_reader may not select users/);
  });
});
