import { defineCommand } from "#cli/command";
import { CONFIRM_OPTION } from "#cli/options";
import { RefusedError } from "#lib/errors";
import { typedAgain } from "#lib/terminal/typed";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "db:update-cognito-user-ids",
  summary: "Link the rows of users to the local user pool's confirmed users; says what it would do",
  details: [
    "A row that waits for its user (the seeds' MOCK) is linked by its email; a missing row is written. Nothing is",
    "deleted. Without --apply nothing is changed.",
  ].join("\n"),
  on: "database",
  options: {
    apply: { type: "flag", summary: "do it" },
    confirm: CONFIRM_OPTION,
  },
  changes: true,
  reach: "local",
  async run(context, options) {
    const { target, name: chore, stateDirectory, interactive, note, print } = context;
    if (!target.isLocal) {
      throw new RefusedError(
        `The local user pool's users have no place in ${target.name}. Nothing was done.`,
        "Leave --target out.",
      );
    }
    const { listPoolUsers } = await import("#local/cognito/pool-users");
    const { reconcileUsers } = await import("#database/reconcile-users");
    const { confirmedUserFrom } = await import("../lambda/shared/attributes.ts");
    const { registerUser } = await import("../lambda/shared/register-user.ts");
    const confirmed = (await listPoolUsers(stateDirectory))
      .filter(({ status }) => status === "CONFIRMED")
      .flatMap(({ userName, attributes }) => confirmedUserFrom(userName, attributes) ?? []);
    const apply = options.apply && !context.dryRun;
    const consent = { confirm: options.confirm, interactive, note };
    const register = registerUser;
    const users = await reconcileUsers(target, confirmed, { chore, consent, apply, register });
    for (const { handle, action, problem } of users) {
      if (action === "failed") print(`✗ ${handle}: ${problem}`);
      else if (action !== "none") print(`${apply ? action : `would be ${action}`}: ${handle}`);
    }
    const waiting = users.filter(({ action }) => action !== "none").length;
    print(`${users.length} confirmed users, ${users.length - waiting} of them with their row.`);
    if (waiting > 0 && !apply) print(`To do it: ${typedAgain(chore, [["--apply"]])}`);
    if (users.some(({ action }) => action === "failed")) context.exitCode = 1;
    return { applied: apply, users };
  },
});

await runCommand(command, import.meta.filename);
