import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { planOf, valueOf } from "#test/plans/pulumi-mocks";

class Pair extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("cruddur:infra:Pair", name, {}, opts);
    const first = new aws.sns.Topic(`${name}-first`, {}, { parent: this });
    const second = new aws.sns.Topic(
      `${name}-second`,
      { displayName: first.arn },
      { parent: this, dependsOn: [first], replaceWith: [first], deletedWith: first, protect: true },
    );
    this.arn = second.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

describe("planOf", () => {
  it("records inputs, parents, options and references by their logical names", async () => {
    const plan = await planOf(() => new Pair("pair"));
    const second = plan.named("pair-second");
    assert.match(second.inputs["displayName"], /^arn:aws:sns:.*:pair-first/);
    assert.equal(second.parent, "pair");
    assert.deepEqual(second.dependsOn, ["pair-first"]);
    assert.deepEqual(second.replaceWith, ["pair-first"]);
    assert.equal(second.deletedWith, "pair-first");
    assert.equal(second.options.protect, true);
    assert.match(await valueOf(plan.result.arn), /pair-second/);
  });

  it("starts afresh for each program", async () => {
    const first = await planOf(() => new Pair("pair"));
    const second = await planOf(() => new Pair("pair"), { stack: "prod" });
    assert.equal(first.resources.length, 3);
    assert.equal(second.resources.length, 3);
  });

  it("records the explicit provider", async () => {
    const plan = await planOf(() => {
      const provider = new aws.Provider("aws", { region: "eu-central-1" });
      return new Pair("pair", { providers: [provider] });
    });
    assert.match(plan.named("pair-first").provider ?? "", /::aws::/);
    const without = await planOf(() => new Pair("pair"));
    assert.equal(without.named("pair-first").provider, undefined);
  });

  it("refuses an input whose output turned out undefined, which the runtime would drop", async () => {
    const program = (displayName: pulumi.Input<string>) => () =>
      new aws.sns.Topic("t", { displayName });
    const nothing = pulumi.output(undefined as unknown as string);
    await assert.rejects(planOf(program(nothing)), /t\.displayName is undefined/);
    await assert.rejects(planOf(program(pulumi.interpolate`a-${nothing}`)), /a-undefined/);
    await planOf(program(pulumi.output("fine")));
  });

  it("refuses two resources of one type and name, as the engine does", async () => {
    const program = () => [new aws.sns.Topic("t"), new aws.sns.Topic("t")];
    await assert.rejects(planOf(program), /two resources/);
  });

  it("hands on what a program throws, and can be used again", async () => {
    const broken = () => {
      new Pair("pair");
      throw new RangeError("no such topology");
    };
    await assert.rejects(planOf(broken), RangeError);
    assert.equal((await planOf(() => new Pair("pair"))).resources.length, 3);
  });

  it("gives the program its configuration", async () => {
    const plan = await planOf(() => new pulumi.Config("cruddur").require("region"), {
      config: { "cruddur:region": "eu-west-2" },
    });
    assert.equal(plan.result, "eu-west-2");
  });

  it("answers no lookup that it does not know", async () => {
    const lookup = () => aws.ec2.getInstance({ instanceId: "i-1" });
    await assert.rejects(planOf(lookup), /no answer to aws:ec2\/getInstance/);
  });

  it("runs nothing that waits for AWS in a preview", async () => {
    let ran = false;
    await planOf(
      () => {
        new aws.sns.Topic("t").arn.apply(() => (ran = true));
      },
      { preview: true, state: () => ({ arn: undefined }) },
    );
    assert.equal(ran, false);
  });
});
