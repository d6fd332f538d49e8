import { CONFIRM_OPTION, defineLocalChore } from "#cli/command";
import { RefusedError } from "#lib/errors";
import { STACK_OPTION } from "#cli/stack-option";
import { isProductionName } from "#lib/domain/target";
import { runChore } from "#cli/run-command";

export const chore = defineLocalChore({
  name: "rds:stop",
  summary: "Stop a stack's database, so that only its storage costs",
  details: "AWS starts it again by itself after seven days. On production it wants --confirm.",
  options: {
    target: STACK_OPTION,
    confirm: { ...CONFIRM_OPTION, summary: "the database's identifier, as consent on production" },
  },
  changes: true,
  async run({ chore, dryRun, print }, { target, confirm }) {
    const { readStackOutputs } = await import("#cloud/read-stack-outputs");
    const { DatabaseStates } = await import("#cloud/database-state");
    const outputs = await readStackOutputs(target, process.env);
    const { databaseIdentifier: identifier, environment, region } = outputs;
    const isProduction = isProductionName(environment) || isProductionName(target);
    if (isProduction && confirm !== identifier) {
      throw new RefusedError(
        `Database ${identifier} is production's, and nobody could use it while it is stopped. Nothing was done.`,
        `If you mean it: npm run ${chore} -- --target ${target} --confirm ${identifier}`,
      );
    }
    const states = new DatabaseStates(region);
    const state = await states.read(identifier);
    const isDown = /^(stopped|stopping)$/.test(state.status);
    if (isDown || dryRun) {
      print(`Database ${identifier} is ${state.status}${isDown ? "" : ": would stop it"}.`);
      return { ...state, stopping: isDown };
    }
    await states.stop(state);
    print(
      `Database ${identifier} is being stopped. Start it: npm run rds:start -- --target ${target}`,
    );
    return { ...state, stopping: true };
  },
});

await runChore(chore, import.meta.filename);
