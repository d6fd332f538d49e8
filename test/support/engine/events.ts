/** One event of the engine, as `--event-log` writes them: one key beside its sequence and time tells the kind. */
export interface EngineEvent {
  readonly resourcePreEvent?: { readonly metadata: StepMetadata; readonly planning?: boolean };
  readonly resOutputsEvent?: { readonly metadata: StepMetadata };
  readonly diagnosticEvent?: { readonly severity: string; readonly message: string };
  readonly summaryEvent?: { readonly resourceChanges: Readonly<Record<string, number>> };
}

interface StepMetadata {
  /** `create`, `update`, `delete`, `same`, `replace`, `create-replacement`, `delete-replaced`, … */
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly old?: StepState | null;
  readonly new?: StepState | null;
}

interface StepState {
  readonly inputs?: Readonly<Record<string, unknown>>;
}

export function eventsIn(text: string): EngineEvent[] {
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as EngineEvent);
}

/** The changes done or planned, as `update cruddur-api-logs: retentionInDays`, in alphabetical order. */
export function changesIn(events: readonly EngineEvent[]): string[] {
  return events
    .flatMap(({ resourcePreEvent }) => (resourcePreEvent ? [resourcePreEvent.metadata] : []))
    .filter(({ op }) => op !== "same" && op !== "read")
    .map((step) => {
      const name = step.urn.split("::").slice(3).join("::");
      return `${step.op} ${name}${step.op === "update" ? `: ${changedInputs(step).join(", ")}` : ""}`;
    })
    .sort();
}

function changedInputs({ old, new: now }: StepMetadata): string[] {
  const [before, after] = [old?.inputs ?? {}, now?.inputs ?? {}];
  return (
    [...new Set([...Object.keys(before), ...Object.keys(after)])]
      // `__defaults` and the like are a provider's own notes.
      .filter((key) => !key.startsWith("__"))
      .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
      .sort()
  );
}

/** How many resources were created, updated, deleted, left as they are. */
export function countsIn(events: readonly EngineEvent[]): Readonly<Record<string, number>> {
  return events.find(({ summaryEvent }) => summaryEvent)?.summaryEvent?.resourceChanges ?? {};
}
