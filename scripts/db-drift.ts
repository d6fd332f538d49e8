import { defineCommand } from "#cli/command";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "db:drift",
  summary: "Compare a database with what sql/ and the access model make",
  details:
    "Everything that changes what a statement does, what a row may hold or who may do what: tables and all that belongs to " +
    "them, functions, types, extensions, foreign servers, publications, the database's settings, the roles of the access " +
    "model and all privileges. What is not compared is named. What should be there is made in a throw-away server on this " +
    "machine, once for the same sources; the target is only read, and may be PostgreSQL 12 or newer. The exit code is 1 when something differs.",
  on: "database",
  changes: false,
  async run(context) {
    const { compareCatalogs, expectedCatalog } = await import("#database/drift/drift");
    const { readCatalog } = await import("#database/drift/catalog");
    const { withWatchedClient } = await import("#database/connection/lock-watch");
    const { beyond, NOT_COMPARED_SENTENCE } = await import("#database/drift/coverage");
    const { remedies, remedyFor } = await import("#database/drift/remedies");
    const { driftSummary, driftText } = await import("#database/drift/text");
    const { rememberedCatalog } = await import("#database/drift/remembered");
    const { startThrowAway } = await import("#local/postgres/throw-away");
    const { target, name, note, steps, print } = context;

    const found = await withWatchedClient(target.parameters, name, note, (client) =>
      readCatalog(client),
    );
    const make = () =>
      steps.run("What sql/ makes, in a throw-away server", async () => {
        const server = await startThrowAway();
        try {
          const { host, port, user, password, database } = server;
          return await expectedCatalog({ host, port, user, password, database }, found.server);
        } finally {
          await server.stop();
        }
      });
    const expected = await rememberedCatalog(found.server, make);
    const differences = compareCatalogs(expected, found);
    const objects = found.objects.size;
    if (differences.length === 0) {
      print(`No difference: ${objects} objects are as sql/ and the access model make them.`);
      print(NOT_COMPARED_SENTENCE);
    } else {
      print(`${driftText(differences)}\n\n${driftSummary(differences)}`);
      for (const remedy of remedies(differences, target)) print(remedy);
      context.exitCode = 1;
    }
    const left = beyond(found.server);
    for (const line of left) print(line);
    return {
      objects,
      differences: differences.map((it) => ({ ...it, remedy: remedyFor(it, target) })),
      notCompared: [NOT_COMPARED_SENTENCE, ...left],
    };
  },
});

await runCommand(command, import.meta.filename);
