import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import type { Inputs } from "@pulumi/pulumi";
import { planOf } from "#test/plans/pulumi-mocks";
import { findZone } from "../../../infra/domain/zone.ts";

describe("findZone", () => {
  /** What is found of a name in an account with these zones; or how the lookup fails. */
  const found = async (name: string, zones: readonly string[] | Error) => {
    const asked: string[] = [];
    const getZone = (inputs: Inputs) => {
      asked.push(inputs["name"] as string);
      assert.equal(inputs["privateZone"], false);
      if (zones instanceof Error) throw Object.assign(zones, { details: zones.message });
      if (!zones.includes(inputs["name"] as string)) {
        const details = "no matching Route 53 Hosted Zone found";
        throw Object.assign(new Error(details), { details });
      }
      return { id: `Z-${inputs["name"]}`, zoneId: `Z-${inputs["name"]}` };
    };
    const plan = await planOf(
      () => findZone(name, { provider: new aws.Provider("aws", { region: "us-east-1" }) }),
      { answers: { "aws:route53/getZone:getZone": getZone } },
    );
    return { zone: plan.result, asked };
  };

  it("is the zone with the longest name that the name ends with", async () => {
    const zones = ["cruddur.example", "app.cruddur.example", "another.example"];
    const of = async (name: string) => (await found(name, zones)).zone;
    assert.deepEqual(await of("app.cruddur.example"), {
      id: "Z-app.cruddur.example",
      name: "app.cruddur.example",
    });
    assert.equal((await of("a.b.app.cruddur.example"))?.name, "app.cruddur.example");
    assert.equal((await of("www.cruddur.example"))?.name, "cruddur.example");
    assert.equal((await of("cruddur.example"))?.name, "cruddur.example");
  });

  it("is none where the account has none, and a name that only ends alike is another's", async () => {
    const { zone, asked } = await found("app.mycruddur.example", ["cruddur.example"]);
    assert.equal(zone, undefined);
    assert.deepEqual(asked, ["app.mycruddur.example", "mycruddur.example"]);
  });

  it("does not take a lookup that fails for a zone elsewhere", async () => {
    const denied = new Error("reading Route 53 Hosted Zones: AccessDenied: not authorized");
    await assert.rejects(found("cruddur.example", denied), /AccessDenied/);
  });

  it("says what to do about several zones of one name", async () => {
    const several = new Error("multiple Route 53 Hosted Zones matched; use additional constraints");
    await assert.rejects(
      found("cruddur.example", several),
      /several public hosted zones named cruddur\.example.*aws route53 list-hosted-zones-by-name/,
    );
  });
});
