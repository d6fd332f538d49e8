import assert from "node:assert/strict";
import { CreateDBInstanceCommand, RDSClient } from "@aws-sdk/client-rds";
import { DatabaseStates } from "#cloud/database-state";
import { databaseFinding } from "#cloud/diagnose-database";
import { describeWithMoto } from "#test/moto";

const REGION = "eu-west-1";
const place = {
  host: "silent.abc.eu-west-1.rds.amazonaws.com",
  port: 5432,
  region: REGION,
  stack: "dev",
};

describeWithMoto("databaseFinding", () => {
  before(async () => {
    await new RDSClient({ region: REGION }).send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: "silent",
        DBInstanceClass: "db.t4g.micro",
        Engine: "postgres",
        MasterUsername: "cruddur_admin",
        MasterUserPassword: "not-a-real-one",
        AllocatedStorage: 20,
      }),
    );
  });

  it("blames the way of the traffic when RDS says that the silent database runs", async () => {
    const reach = await databaseFinding("silent", place);
    assert.ok(reach.result !== "open");
    assert.match(reach.finding, /Nothing answers at silent\..*, though RDS says it is available/);
    assert.match(reach.hint, /VPN.*--ip/);
  });

  it("blames the database when it is stopped, and says how to start it", async () => {
    const states = new DatabaseStates(REGION);
    await states.stop(await states.read("silent"));
    const reach = await databaseFinding("silent", place);
    assert.ok(reach.result !== "open");
    assert.match(reach.finding, /: the database is stopped\./);
    assert.match(reach.hint, /npm run rds:start -- --target dev/);
  });

  it("goes without RDS's word when RDS knows no such database, or the host is not RDS's", async () => {
    const gone = await databaseFinding("silent", { ...place, host: `gone-${place.host}` });
    assert.match(
      gone.finding,
      /RDS does not say whether it runs \(AWS does not tell of database gone-silent/,
    );
    const own = await databaseFinding("silent", { ...place, host: "db.example.com" });
    assert.match(own.finding, /though the address is let in/);
  });

  it("tells names, refusals and success apart", async () => {
    assert.match((await databaseFinding("unknown-host", place)).finding, /name .* is not known/);
    assert.match((await databaseFinding("closed", place)).finding, /no PostgreSQL listens/);
    const open = await databaseFinding("open", place);
    assert.deepEqual([/answers/.test(open.finding), "hint" in open], [true, false]);
  });
});
