import { defineCommand } from "#cli/command";
import { CONFIRM_OPTION } from "#cli/options";
import { RefusedError } from "#lib/errors";
import { typedAgain } from "#lib/terminal/typed";
import { isProductionName } from "#lib/domain/target";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "rds:stop",
  summary: "Stop a stack's database, so that only its storage costs",
  details: "AWS starts it again by itself after seven days. On production it wants --confirm.",
  on: "stack",
  options: {
    confirm: { ...CONFIRM_OPTION, summary: "the database's identifier, as consent on production" },
  },
  changes: true,
  async run({ name, stack, dryRun, print }, { confirm }) {
    const { readStackOutputs } = await import("#cloud/read-stack-outputs");
    const { DatabaseStates } = await import("#cloud/database-state");
    const outputs = await readStackOutputs(stack, process.env);
    const { databaseIdentifier: identifier, environment, region } = outputs;
    const isProduction = isProductionName(environment) || isProductionName(stack);
    if (isProduction && confirm !== identifier) {
      throw new RefusedError(
        `Database ${identifier} is production's, and nobody could use it while it is stopped. Nothing was done.`,
        `If you mean it: ${typedAgain(name, [
          ["--target", stack],
          ["--confirm", identifier],
        ])}`,
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
      `Database ${identifier} is being stopped. Start it: npm run rds:start -- --target ${stack}`,
    );
    return { ...state, stopping: true };
  },
});

await runCommand(command, import.meta.filename);
