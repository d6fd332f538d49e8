import { isStackName } from "#lib/domain/target";
import type { Env } from "#lib/environment";
import { codeOf, RefusedError, UserError } from "#lib/errors";
import { pulumiEnvironment } from "#lib/plan/pulumi-environment";
import { pulumiFault } from "#lib/plan/pulumi-fault";
import { ROOT } from "#lib/root";
import { parseStackOutputs, type StackOutputs } from "#lib/stack-outputs";
import { $ } from "#lib/terminal/program";

/**
 * The outputs of a Pulumi stack, which Pulumi is asked for at this moment.
 * Throws a RefusedError for a name that cannot be one, and a UserError when Pulumi, the stack or an output is missing.
 */
export async function readStackOutputs(stack: string, env: Env): Promise<StackOutputs> {
  if (!isStackName(stack)) {
    throw new RefusedError(
      `${JSON.stringify(stack)} is no name of a stack. Nothing was done.`,
      "See the stacks: pulumi stack ls",
    );
  }
  if (stack === "local") {
    throw new RefusedError(
      "Target local is this machine's database, and has nothing on AWS. Nothing was done.",
      "See how it is: npm run status. For a stack on AWS: --target NAME, of: pulumi stack ls",
    );
  }
  return parseStackOutputs(await askPulumi(stack, env), stack);
}

async function askPulumi(stack: string, env: Env): Promise<string> {
  const stdio = ["ignore", "pipe", "pipe"] as const;
  const run = $({ cwd: ROOT, env: pulumiEnvironment(env), stdio: [...stdio] });
  const done = await run`pulumi stack output --json --stack ${stack}`;
  if (done.exitCode === 0) return done.stdout;
  if (codeOf(done.cause) === "ENOENT") {
    throw new UserError(
      "pulumi is needed for this target, and it is not installed.",
      "Install it from https://www.pulumi.com/docs/install, or leave --target out for the local database.",
    );
  }
  throw refused(stack, done.stderr.trim() || `it ended with code ${done.exitCode}`);
}

function refused(stack: string, told: string): UserError {
  if (/no stack named|no such stack|not found/i.test(told)) {
    return new UserError(
      `There is no target ${stack}: it is neither local nor a Pulumi stack.`,
      "See the stacks: pulumi stack ls",
    );
  }
  return pulumiFault(told, stack, "tell of");
}
