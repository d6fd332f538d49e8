import type { Identity } from "#lib/plan/head/plan-head";
import { ROOT } from "#lib/root";
import type { StackConfig } from "#lib/stack-config/stack-config";
import { readStackFile } from "#lib/stack-config/stack-file";
import type { StackContext } from "#lib/terminal/command-context";
import { checkSignedIn } from "./deploy/deploy-stack.ts";
import { checkPulumi, type PulumiOptions } from "./pulumi.ts";

export interface SignedInStack<Config> {
  readonly config: Config;
  /** Undefined for a stack that needs no account. */
  readonly identity: Identity | undefined;
  /** For pulumi; `check` throws after Ctrl-C, also between two steps. */
  readonly at: PulumiOptions & { readonly check: () => void };
}

/**
 * What a command on a stack begins with: pulumi is there, the stack's file has no fault, and this machine is signed in to
 * its account. Throws a UserError or a RefusedError where one of them is not so.
 *
 * @param fit returns the configuration, or throws where the command is not for such a stack; before AWS is asked
 */
export async function signedInStack<Config extends StackConfig = StackConfig>(
  { stack, steps, watchInterrupt }: StackContext,
  fit = (config: StackConfig): Config | Promise<Config> => config as Config,
): Promise<SignedInStack<Config>> {
  const { check } = watchInterrupt();
  const at = { stack, env: process.env, check };
  await checkPulumi(at);
  const config = await fit(await readStackFile(ROOT, stack.split("/").at(-1)!));
  const identity = await steps.run("Account", () => checkSignedIn(config));
  return { config, identity, at };
}
