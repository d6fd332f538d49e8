import { changeLines, changesIn, type ChangedResource } from "./changes.ts";
import type { Preview } from "./preview.ts";

/** What differs between AWS and a stack's state. */
export interface StackDrift {
  readonly differences: readonly ChangedResource[];
  /**
   * How many more there are. Pulumi's JSON names an update only where the provider tells which property it is.
   */
  readonly unnamed: number;
}

/** @param preview of a refresh */
export function stackDriftIn(preview: Preview): StackDrift {
  const ofOp = (wanted: string) => preview.steps.filter(({ op }) => op === wanted).length;
  const left = (op: string) => Math.max(0, (preview.counts[op] ?? 0) - ofOp(op));
  return { differences: changesIn(preview), unnamed: left("update") + left("delete") };
}

/** How many differences there are, named or not. */
export const driftCount = ({ differences, unnamed }: StackDrift): number =>
  differences.length + unnamed;

/** A line for each difference, and how many there are; that there is none in one sentence. */
export function stackDriftLines(stack: string, drift: StackDrift): string[] {
  const { differences, unnamed } = drift;
  const count = driftCount(drift);
  if (count === 0) return [`No difference: AWS has what the state of stack ${stack} says.`];
  const gone = differences.filter(({ change }) => change === "delete").length;
  return [
    ...changeLines(differences),
    ...(unnamed > 0
      ? [
          `${unnamed} more without a name. See: pulumi refresh --preview-only --run-program --diff --stack ${stack}`,
        ]
      : []),
    `Stack ${stack}: ${count - gone} differ, ${gone} gone.`,
  ];
}
