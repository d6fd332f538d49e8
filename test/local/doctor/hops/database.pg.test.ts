import assert from "node:assert/strict";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { askDatabase } from "#local/doctor/chosen-server";
import { database as hop } from "#local/doctor/hops/database";
import { dropDatabase, freshDatabase, testServer } from "#test/databases";
import { doctorContext, findingOf, leadingTo } from "../doctor-context.ts";

describe("doctor's hop database", () => {
  let parameters: ConnectionParameters;
  before(async () => (parameters = await freshDatabase()));
  after(() => dropDatabase(parameters));

  it("finds the database answering", async () => {
    assert.equal((await findingOf(hop, leadingTo(parameters))).verdict, "ok");
  });

  it("finds that it is not made yet", async () => {
    const finding = await findingOf(hop, leadingTo({ ...parameters, database: "nowhere" }));
    assert.deepEqual([finding.verdict, finding.blocks], ["ok", true]);
    assert.equal(finding.fix, "npm run db:setup");
  });

  it("finds that it lets nobody in", async () => {
    const { maintenance, ...server } = await testServer();
    const admin = { ...server, database: maintenance };
    const allow = (it: boolean) =>
      withClient(admin, "test", (client) =>
        client.query(`alter database ${parameters.database} allow_connections ${it}`),
      );
    await allow(false);
    await assert.rejects(
      findingOf(hop, leadingTo(parameters)),
      /not currently accepting connections/,
    );
    await allow(true);
  });

  it("changes nothing: its session is read only", async () => {
    await assert.rejects(
      askDatabase(await doctorContext(leadingTo(parameters)), (client) =>
        client.query("create table t ()"),
      ),
      /read-only transaction/,
    );
  });
});
