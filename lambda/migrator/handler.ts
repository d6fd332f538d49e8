import { UserError } from "#lib/errors";
import { errorDetails, log } from "../shared/log.ts";
import { keptWarm } from "../shared/warm.ts";
import { applyAccess } from "./apply-access.ts";
import { parseEvent, type MigratorEvent, type MigratorResult } from "./event.ts";
import { migrateDatabase } from "./migrate-database.ts";

/**
 * Changes the database from inside its network, for `pulumi up`: migrations, roles, privileges.
 *
 * Throws an Error when it could not, which fails the invocation and so the `up`; its message says what a person needs:
 * file, line and what to do. What failed was rolled back.
 */
export const handler = keptWarm(
  async (event: unknown, context: { readonly awsRequestId: string }): Promise<MigratorResult> => {
    const { awsRequestId: requestId } = context;
    const task = parseEvent(event);
    try {
      const result = await perform(task);
      log("info", `${task.action}_done`, { requestId });
      return result;
    } catch (error) {
      log("error", `${task.action}_failed`, { requestId }, errorDetails(error));
      throw new Error(explained(error, task));
    }
  },
);

function perform(task: MigratorEvent): Promise<MigratorResult> {
  return task.action === "migrate" ? migrateDatabase(task) : applyAccess(task);
}

/** The message alone crosses to the invoker. A statement of ours holds no password, but a server may quote one. */
function explained(error: unknown, task: MigratorEvent): string {
  const { message, hint } = Object(error) as Partial<UserError>;
  const text = [message, hint].filter(Boolean).join("\n") || String(error);
  return task.action === "access" ? text.replaceAll(task.password, "(password)") : text;
}
