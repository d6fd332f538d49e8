import type { Preview, PreviewStep } from "./preview.ts";

/** Whether two plans do the same: who has agreed to the one has agreed to the other. */
export function isSamePlan(one: Preview, other: Preview): boolean {
  return JSON.stringify(doneBy(one)) === JSON.stringify(doneBy(other));
}

const doneBy = ({ steps }: Preview) => steps.filter(isDone).map(essence).sort();

const isDone = ({ op }: PreviewStep) => op !== "same" && op !== "read";

const essence = ({ op, urn, old, new: wanted }: PreviewStep): string =>
  JSON.stringify([op, urn, old?.inputs, wanted?.inputs]);
