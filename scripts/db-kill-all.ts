import { defineCommand } from "#cli/command";
import { YES_OPTION } from "#cli/options";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "db:kill-all",
  summary: "End every other session of the target's database",
  details:
    "Running queries are cancelled, then the sessions are ended. Never this chore's own session, replication, " +
    "the hosting provider's sessions or PostgreSQL's workers. Applications connect again by themselves. " +
    "To end only some: npm run db:sessions -- --end",
  on: "database",
  options: {
    yes: { ...YES_OPTION, summary: "do not ask, off this machine" },
  },
  changes: true,
  async run(context, { yes }) {
    const { endAndTell, withSessionsClient } = await import("#database/sessions/end-and-tell");
    const { listSessions } = await import("#database/sessions/sessions");
    const { sessionsText } = await import("#database/sessions/text");
    const { database, user } = context.target.parameters;
    return withSessionsClient(context, async (client) => {
      const sessions = await listSessions(client, database);
      const clients = sessions.filter(({ kind }) => kind !== "server");
      if (context.dryRun && clients.length > 0) {
        context.print("Would end:");
        context.print(
          sessionsText({
            sessions: clients,
            obstacles: [],
            target: context.target,
            database,
            user,
            all: false,
            blocking: false,
            width: process.stdout.columns ?? 120,
          }),
        );
      }
      return { sessions: clients, ...(await endAndTell(context, client, clients, { yes })) };
    });
  },
});

await runCommand(command, import.meta.filename);
