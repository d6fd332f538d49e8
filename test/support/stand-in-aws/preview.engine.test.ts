import assert from "node:assert/strict";
import { EngineProject } from "../engine/engine.ts";
import { changesIn } from "../engine/events.ts";
import { describeEngine } from "../engine/programs.ts";

const program = (displayName: string) => `
import * as aws from "@pulumi/aws";
const provider = new aws.Provider("aws", { region: "us-east-1" });
const topic = new aws.sns.Topic("topic", { displayName: "${displayName}" }, { provider });
new aws.sns.TopicPolicy("policy", { arn: topic.arn, policy: "{}" }, { provider });
`;

describeEngine("a preview on the stand-in", () => {
  let project: EngineProject;

  before(() => {
    project = new EngineProject({ files: { "index.ts": program("one") }, config: {} });
  });
  after(() => project.remove());

  it("keeps of what is changed the outputs that AWS fills in, so that what hangs on them stays as it is", async () => {
    const up = await project.up();
    assert.equal(up.code, 0, up.text);
    project.edit("index.ts", () => program("two"));
    const { code, text, events } = await project.preview();
    assert.equal(code, 0, text);
    assert.deepEqual(changesIn(events), ["update topic: displayName"]);
  });
});
