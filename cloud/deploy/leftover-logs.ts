import {
  CloudWatchLogsClient,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  type LogGroup,
} from "@aws-sdk/client-cloudwatch-logs";
import { UserError } from "#lib/errors";
import { asking, awsCode, clientConfig } from "../aws-client.ts";

/**
 * Deletes the log groups of these names that a last line has made anew: Lambda and RDS write on for some minutes after
 * they are gone, and make the group again under its name, where the next up would fail with
 * ResourceAlreadyExistsException. Such a group keeps its lines for ever; one with a retention somebody has made, and it
 * is left alone. Returns the names of those that were deleted.
 *
 * It notes what it did, and where AWS does not let it look: that stands in nobody's way, and the next up tells.
 *
 * @param names of groups that no state knows
 */
export async function removeLeftoverLogs(
  region: string,
  names: readonly string[],
  note: (text: string) => void,
): Promise<readonly string[]> {
  const logs = new CloudWatchLogsClient(clientConfig(region));
  const removed: string[] = [];
  try {
    for (const name of names) {
      const group = await asking(`tell of log group ${name}`, () => find(logs, name));
      if (group === undefined) continue;
      if (group.retentionInDays === undefined) {
        await asking(`delete log group ${name}`, () => remove(logs, name));
        removed.push(name);
        note(`Removed ${name}, which a last line had made anew.`);
      } else {
        note(`${name} is there, with a retention that somebody has set: it is left alone.`);
      }
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    note(`Not looked for log groups that are left over: ${error.message}\n${error.hint}`);
  }
  return removed;
}

async function find(logs: CloudWatchLogsClient, name: string): Promise<LogGroup | undefined> {
  // The shortest of those with the beginning comes first.
  const { logGroups = [] } = await logs.send(
    new DescribeLogGroupsCommand({ logGroupNamePrefix: name }),
  );
  return logGroups.find(({ logGroupName }) => logGroupName === name);
}

async function remove(logs: CloudWatchLogsClient, name: string): Promise<void> {
  try {
    await logs.send(new DeleteLogGroupCommand({ logGroupName: name }));
  } catch (error) {
    if (awsCode(error) !== "ResourceNotFoundException") throw error;
  }
}
