import { CONFIRM_OPTION, defineChore } from "#lib/chore";
import { runChore } from "#local/run-chore";

export const chore = defineChore({
  name: "db:seed",
  summary: "Add the seeds' users and cruds; what is there already stays",
  details: "All in one transaction: every row or none. Never on production.",
  options: { confirm: CONFIRM_OPTION },
  changes: true,
  async run({ target, dryRun, interactive, note, print }, { confirm }) {
    const { seedTarget } = await import("#database/seed-target");
    const seeds = await seedTarget(target, { consent: { confirm, interactive, note }, dryRun });
    for (const { file, added } of seeds) {
      print(`${file}: ${dryRun ? "would add" : "added"} ${added} ${added === 1 ? "row" : "rows"}`);
    }
    return { seeds };
  },
});

await runChore(chore, import.meta.filename);
