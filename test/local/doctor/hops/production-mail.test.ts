import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { productionMail } from "#local/doctor/hops/production-mail";
import { findingOf } from "../doctor-context.ts";

describe("doctor's hop production-mail", () => {
  let root: string;
  before(async () => (root = await mkdtemp(path.join(tmpdir(), "cruddur-doctor-"))));
  after(() => rm(root, { recursive: true }));

  const look = async (lines: readonly string[]) => {
    const config = ["config:", ...lines.map((line) => `  cruddur:${line}`), ""].join("\n");
    await writeFile(path.join(root, "Pulumi.prod.yaml"), config);
    return findingOf(productionMail, { root });
  };
  const PROD = ["environment: prod", 'accountId: "123456789012"', "alarmEmail: ops@example.com"];

  it("says what 50 mails a day mean, and what to type", async () => {
    const { verdict, found, fix } = await look(PROD);
    assert.equal(verdict, "ok");
    assert.match(found, /50 a day: after 50 sign-ups/);
    assert.match(fix!, /^pulumi config set mailFrom \S+ --stack prod /);
  });

  it("names whom the mail comes from", async () => {
    const { verdict, found, fix } = await look([...PROD, "mailFrom: no-reply@cruddur.example"]);
    assert.deepEqual(
      { verdict, found, fix },
      { verdict: "ok", found: "comes from no-reply@cruddur.example", fix: undefined },
    );
  });

  it("warns of a configuration that is wrong, with what to type", async () => {
    const { verdict, fix } = await look([...PROD, "mailFrom: nobody"]);
    assert.equal(verdict, "warning");
    assert.ok(fix);
  });
});
