/** One update of a stack, as Pulumi remembers it. */
export interface StackUpdate {
  /** `update`, `refresh`, `destroy`, `import`, … */
  readonly kind: string;
  readonly ended: Date;
  readonly isDone: boolean;
  /** Of the checkout that it was started from; undefined outside of git. */
  readonly commit: string | undefined;
  /** Whether that checkout had changes that were not committed. */
  readonly isDirty: boolean;
  /** The stack's configuration by full key: `cruddur:region`. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** The ups of a history that is given the last one first, as far back as what they made is there; and what ended that. */
export interface Ups {
  readonly ups: readonly StackUpdate[];
  /** The destroy before them. */
  readonly destroyed: StackUpdate | undefined;
}

/** A stack's ups since it was last destroyed, the last one first. */
export function upsIn(history: readonly StackUpdate[]): Ups {
  const end = history.findIndex(({ kind, isDone }) => kind === "destroy" && isDone);
  const present = end < 0 ? history : history.slice(0, end);
  return { ups: present.filter(({ kind }) => kind === "update"), destroyed: history[end] };
}

/** The updates in the output of `pulumi stack history --json`, the last one first; none in any other text. */
export function parseHistory(text: string): StackUpdate[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  return Array.isArray(value) ? value.map(parseUpdate) : [];
}

function parseUpdate(value: unknown): StackUpdate {
  const update = objectOf(value);
  const environment = objectOf(update["environment"]);
  const commit = environment["git.head"];
  return {
    kind: String(update["kind"]),
    ended: new Date(String(update["endTime"] ?? update["startTime"])),
    isDone: update["result"] === "succeeded",
    commit: typeof commit === "string" && /^[0-9a-f]{7,64}$/.test(commit) ? commit : undefined,
    isDirty: environment["git.dirty"] === "true",
    config: Object.fromEntries(
      Object.entries(objectOf(update["config"])).map(([key, it]) => {
        const { objectValue, value: text } = objectOf(it);
        return [key, objectValue ?? text];
      }),
    ),
  };
}

const objectOf = (value: unknown): Record<string, unknown> =>
  value !== null && typeof value === "object" ? (value as Record<string, unknown>) : {};
