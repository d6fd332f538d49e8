import type { Inputs } from "@pulumi/pulumi";
import type { StandInAccount } from "../account.ts";

const GROUP = "aws:cloudwatch/logGroup:LogGroup";

/** CloudWatch Logs' answer to a request with this `X-Amz-Target`; undefined where it is none of its. */
export function logsAnswer(
  account: StandInAccount,
  target: string,
  asked: Inputs,
): Inputs | undefined {
  switch (target) {
    case "Logs_20140328.DescribeLogGroups": {
      const logGroups = account
        .all(GROUP)
        .map(({ id, inputs }) => ({
          logGroupName: id,
          retentionInDays: inputs["retentionInDays"] as unknown,
        }))
        .filter(({ logGroupName }) => logGroupName.startsWith(asked["logGroupNamePrefix"]));
      return { logGroups };
    }
    case "Logs_20140328.DeleteLogGroup":
      account.remove({ type: GROUP, id: asked["logGroupName"] });
      return {};
    default:
      return undefined;
  }
}

/** What Lambda, RDS and others do with a line for a group that is gone: they make it again, without a retention. */
export function writeLastLine(account: StandInAccount, name: string): void {
  account.put({ type: GROUP, id: name, inputs: { name }, outputs: { name } });
}
