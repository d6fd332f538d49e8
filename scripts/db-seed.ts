import { defineCommand } from "#cli/command";
import { CONFIRM_OPTION, wholeNumber } from "#cli/options";
import { runCommand } from "#cli/run-command";

/** "50000", "50_000" or "50,000" → 50000, at most 5 million. */
function parseCount(text: string): number {
  const number = Number(text.replace(/(?<=\d)[_,](?=\d{3})/g, ""));
  if (/^\d[\d_,]*$/.test(text) && number <= 5_000_000) return number;
  throw new Error("a whole number up to 5000000 is wanted.");
}

export const command = defineCommand({
  name: "db:seed",
  summary: "Add the seeds' users and cruds; what is there already stays",
  details:
    "All in one transaction: every row or none. Seeds that delete or change what was there before them are refused, " +
    "unless --confirm names the database.\n\n" +
    "With --users or --activities made-up ones come on top, in a second transaction, on this machine only: " +
    "the cruds of the last 30 days, more of them the younger they are.",
  examples: { "--users 1000 --activities 100000": "the seeds, and these on top" },
  on: "database",
  options: {
    users: {
      type: "value",
      value: "NUMBER",
      summary: "add so many made-up users, up to 5000000",
      parse: parseCount,
    },
    activities: {
      type: "value",
      value: "NUMBER",
      summary: "add so many made-up cruds, up to 5000000",
      parse: parseCount,
    },
    rng: {
      type: "value",
      value: "NUMBER",
      summary: "another number makes other rows, the same one the same",
      parse: wholeNumber(0, Number.MAX_SAFE_INTEGER),
      default: 1,
    },
    confirm: CONFIRM_OPTION,
  },
  changes: true,
  reach: "not-production",
  async run(context, { users = 0, activities = 0, rng, confirm }) {
    const { target, dryRun, interactive, note, print } = context;
    const { seedTarget } = await import("#database/seeds/seed-target");
    const isBulk = users + activities > 0;
    const bulk = isBulk ? await import("#database/seeds/bulk/target") : undefined;
    bulk?.requireLocalForBulk(context);
    const seeds = await seedTarget(target, { consent: { confirm, interactive, note }, dryRun });
    for (const { file, added } of seeds) {
      const did = added < 0 ? ["would take away", "took away"] : ["would add", "added"];
      const count = Math.abs(added);
      print(`${file}: ${did[dryRun ? 0 : 1]} ${count} ${count === 1 ? "row" : "rows"}`);
    }
    const made = await bulk?.bulkSeedTarget(context, { users, activities, rng, confirm });
    return { seeds, ...(made ? { bulk: made } : {}) };
  },
});

await runCommand(command, import.meta.filename);
