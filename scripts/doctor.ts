import { defineCommand } from "#cli/command";
import { POSTGRES_OPTION } from "#cli/options";
import { runCommand } from "#cli/run-command";
import type { DoctorContext } from "#local/doctor/hop";

export const command = defineCommand({
  name: "doctor",
  summary: "Look at everything the local copy needs, and say what to type where it is not right",
  details:
    "Node, packages, disk, ports, PostgreSQL, migrations, roles, user pool and the running copy. It only looks. " +
    "The exit code is 1 when something is broken; a warning leaves it 0.",
  on: "local",
  options: {
    postgres: {
      ...POSTGRES_OPTION,
      defaultText: "external when CONNECTION_URL is set, otherwise that of the local copy",
    },
  },
  changes: false,
  async run(context, { postgres }) {
    const { createRequire } = await import("node:module");
    const { MIGRATIONS_DIRECTORY } = await import("#database/migrations/migrate");
    const { fromRoot } = await import("#lib/root");
    const { HOPS } = await import("#local/doctor/hops");
    const { runHops } = await import("#local/doctor/run-hops");
    const { describeReport, summaryOf } = await import("#local/doctor/report-text");
    const { installedSet } = createRequire(import.meta.url)("./package-sets.cjs") as Pick<
      DoctorContext,
      "installedSet"
    >;
    const findings = await runHops(
      HOPS,
      {
        root: fromRoot(),
        stateDirectory: context.stateDirectory,
        env: process.env,
        now: new Date(),
        nodeVersion: process.versions.node,
        pagePort: 4567,
        postgresPort: 5432,
        postgres,
        wantedFreeBytes: 2 ** 30,
        migrationsDirectory: MIGRATIONS_DIRECTORY,
        installedSet,
      },
      { onReport: (report) => context.print(describeReport(report)) },
    );
    const isBroken = findings.some(({ verdict }) => verdict === "broken");
    if (isBroken) context.exitCode = 1;
    context.print(`\n${summaryOf(findings)}`);
    return { findings };
  },
});

await runCommand(command, import.meta.filename);
