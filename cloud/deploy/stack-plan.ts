import { createHash } from "node:crypto";
import type { Env } from "#lib/environment";
import { fingerprintOf } from "#lib/fingerprint";
import { InterruptedError } from "#lib/errors";
import type { Preview } from "#lib/plan/preview";
import { ROOT } from "#lib/root";
import { exportState, refusePending } from "../recovery/state.ts";
import { previewOf, streamPulumi, type PulumiOptions } from "../pulumi.ts";

/** The plan of an up, with what it was made from. */
export interface StackPlan {
  readonly preview: Preview;
  /** The environment of the program when it planned: what goes by the clock comes out the same in the up. */
  readonly env: Env;
  /**
   * A hash of the stack's state and of the program. While it is the same, so is the plan; the number of the last update is
   * not enough, since a state can be edited without one.
   */
  readonly basis: string;
}

/**
 * Plans an up. Throws a UserError that says what stands in its way.
 *
 * Pulumi's own `--save-plan` and `up --plan` are no use here: they hold inputs to the letter, and those of a database's
 * roles and grants are not known to the letter while the database is new or changes (no provider that could check them
 * is configured yet). The up then ends half-way, as "resource violates plan".
 */
export async function planStack(at: PulumiOptions): Promise<StackPlan> {
  const env = { ...at.env, CRUDDUR_PLANNED_AT: new Date().toISOString() };
  const state = await exportState(at);
  const basis = basisOf(state, at.stack);
  const preview = await previewOf({ ...at, env });
  // Pulumi's lock has kept away whose up is running.
  refusePending(state, at.stack);
  return { preview, env, basis };
}

/**
 * Whether the plan would be made the same now: nobody has deployed, refreshed or edited the state since, and the program
 * is as it was. Ask it last: from then on Pulumi's lock keeps others away within a second.
 */
export async function isCurrent(plan: StackPlan, at: PulumiOptions): Promise<boolean> {
  return basisOf(await exportState(at), at.stack) === plan.basis;
}

/**
 * Applies a plan, under the policy pack. Throws a UserError when it fails, and an InterruptedError that says how to go on.
 */
export async function applyPlan(
  { env }: StackPlan,
  at: PulumiOptions & { readonly json: boolean },
): Promise<void> {
  const words = ["up", "--yes", "--skip-preview", "--non-interactive", "--policy-pack", "policy"];
  try {
    await streamPulumi(words, { ...at, env, doing: "bring up" });
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    throw new InterruptedError(
      error.message,
      [
        `The up was interrupted: stack ${at.stack} is half-way.`,
        `  To go on: npm run deploy -- --target ${at.stack}`,
        `  Where pulumi was killed before it had ended, first: npm run state:recover -- --target ${at.stack}`,
      ].join("\n"),
    );
  }
}

/** What a plan is made of, beside the stack's own file, the clock and AWS itself. */
const PROGRAM = [
  "program.cjs",
  "index.ts",
  "config.ts",
  "infra",
  "lib",
  "lambda",
  "sql",
  "database",
];

function basisOf(state: string, stack: string): string {
  const files = ["Pulumi.yaml", `Pulumi.${stack.split("/").at(-1)}.yaml`];
  const program = fingerprintOf(ROOT, [...PROGRAM, ...files]);
  return createHash("sha256").update(program).update(state).digest("hex");
}
