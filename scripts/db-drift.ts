import { defineCommand } from "#cli/command";
import { typed } from "#lib/terminal/typed";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "db:drift",
  summary: "Compare a database with what sql/ and the access model make",
  details:
    "Tables, columns, types, defaults, constraints, indexes, extensions, the roles' attributes, settings and memberships, " +
    "and who may do what. What should be there is made in a throw-away server on this machine; the target is only read. " +
    "The exit code is 1 when something differs.",
  on: "database",
  changes: false,
  async run(context) {
    const { compareCatalogs, expectedCatalog } = await import("#database/drift/drift");
    const { readCatalog } = await import("#database/drift/catalog");
    const { withWatchedClient } = await import("#database/connection/lock-watch");
    const { optionFor } = await import("#database/connection/problem");
    const { driftSummary, driftText } = await import("#database/drift/text");
    const { startThrowAway } = await import("#local/postgres/throw-away");
    const { target, name, note, steps, print } = context;

    const found = await withWatchedClient(target.parameters, name, note, readCatalog);
    const expected = await steps.run("What sql/ makes, in a throw-away server", async () => {
      const server = await startThrowAway();
      try {
        const { host, port, user, password, database } = server;
        return await expectedCatalog({ host, port, user, password, database });
      } finally {
        await server.stop();
      }
    });
    const differences = compareCatalogs(expected, found);
    if (differences.length === 0) {
      print(`No difference: ${found.size} objects are as sql/ and the access model make them.`);
    } else {
      print(`${driftText(differences)}\n\n${driftSummary(differences)}`);
      if (differences.some(({ kind, found }) => kind === "migration" && found === undefined)) {
        print(`Migrations are pending: ${typed("db:migrate", optionFor(target))}`);
      }
      context.exitCode = 1;
    }
    return { objects: found.size, differences };
  },
});

await runCommand(command, import.meta.filename);
