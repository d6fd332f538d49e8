import * as pulumi from "@pulumi/pulumi";
import { UserError } from "#lib/errors";
import { checkedDeployable } from "#lib/stack-config/deployable";
import { parseStackConfig } from "#lib/stack-config/parse";
import type { StackConfig } from "#lib/stack-config/stack-config";
import { stackValues } from "#lib/stack-config/stack-values";

/**
 * The stack's configuration, parsed. The one place that reads Pulumi's.
 *
 * Throws a RunError, which the engine shows without a stack, for everything that the user can mend in
 * `Pulumi.<stack>.yaml`: all faults at once, each with the line to type.
 */
export function readConfig(): StackConfig {
  return forEngine(() =>
    checkedDeployable(
      parseStackConfig(
        pulumi.getStack(),
        stackValues(pulumi.runtime.allConfig(), pulumi.getProject()),
      ),
    ),
  );
}

/** The result of `work`, also by a promise; its UserError becomes one diagnostic of the engine, problem and hint. */
export function forEngine<Result>(work: () => Result): Result {
  try {
    const result = work();
    return result instanceof Promise ? (result.catch(tellEngine) as Result) : result;
  } catch (error) {
    return tellEngine(error);
  }
}

function tellEngine(error: unknown): never {
  if (!(error instanceof UserError)) throw error;
  throw new pulumi.RunError([error.message, error.hint].filter(Boolean).join("\n"));
}
