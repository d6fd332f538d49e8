import assert from "node:assert/strict";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  PutRetentionPolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { removeLeftoverLogs } from "#cloud/deploy/leftover-logs";
import { logGroupNames } from "#lib/domain/log-group-names";
import { describeWithMoto } from "#test/moto";

const REGION = "eu-central-1";

describeWithMoto("removeLeftoverLogs", () => {
  let logs: CloudWatchLogsClient;
  before(() => void (logs = new CloudWatchLogsClient({ region: REGION })));

  const make = (logGroupName: string) => logs.send(new CreateLogGroupCommand({ logGroupName }));

  it("deletes what a service has made anew, and neither another stack's nor what has a retention", async () => {
    const kept = "/aws/lambda/cruddur-dev-migrator";
    const anew = ["/aws/lambda/cruddur-dev-api", "/aws/rds/proxy/cruddur-dev-proxy"];
    const foreign = ["/aws/lambda/cruddur-dev-api-2", "/aws/lambda/cruddur-dev-2-api", "/mine"];
    for (const name of [kept, ...anew, ...foreign]) await make(name);
    await logs.send(new PutRetentionPolicyCommand({ logGroupName: kept, retentionInDays: 14 }));
    const notes: string[] = [];
    const names = logGroupNames("cruddur-dev");
    const removed = await removeLeftoverLogs(REGION, names, (text) => void notes.push(text));
    assert.deepEqual(removed, anew);
    assert.deepEqual(notes.filter((text) => text.startsWith("Removed")).length, 2);
    assert.ok(notes.some((text) => text.startsWith(`${kept} is there, with a retention`)));
    const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
    const left = logGroups.map(({ logGroupName }) => logGroupName!);
    assert.deepEqual(left.sort(), [kept, ...foreign].sort());
  });

  it("says that it could not look, and goes on", async () => {
    const { AWS_ENDPOINT_URL: endpoint } = process.env;
    process.env["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1";
    const notes: string[] = [];
    try {
      await removeLeftoverLogs(REGION, ["/aws/vpc/cruddur-dev"], (text) => void notes.push(text));
    } finally {
      process.env["AWS_ENDPOINT_URL"] = endpoint;
    }
    assert.match(notes.join(), /^Not looked for log groups[\s\S]*ECONNREFUSED[\s\S]*network/);
  });
});
