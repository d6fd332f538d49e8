/** One resource of the file that `pulumi preview --import-file` writes and `pulumi import --file` reads. */
export interface ImportEntry {
  readonly type: string;
  /** The logical name. */
  readonly name: string;
  /** Undefined for components and providers; a placeholder in the file of a preview. */
  readonly id?: string;
  /** The logical name of the parent: of another entry, or of the file's table. */
  readonly parent?: string;
  readonly provider?: string;
  readonly component?: boolean;
  /** Of a provider. */
  readonly inputs?: Readonly<Record<string, unknown>>;
}

export interface ImportFile {
  /** URNs of parents and providers that the state has already, by logical name. */
  readonly nameTable?: Readonly<Record<string, string>>;
  readonly resources?: readonly ImportEntry[];
}

const isProvider = ({ type }: ImportEntry): boolean => type.startsWith("pulumi:providers:");

/** Whether AWS, or a database, may have it: neither a component nor a provider. */
export const isReal = (entry: ImportEntry): boolean => !entry.component && !isProvider(entry);

/**
 * A file for `pulumi import` with the entries that `ids` has an id for, by logical name and type, and what is above
 * and behind them: their components and their providers.
 */
export function fileOf(
  { nameTable = {}, resources = [] }: ImportFile,
  ids: ReadonlyMap<ImportEntry, string>,
): ImportFile {
  const kept = new Set<ImportEntry>();
  const keep = (entry: ImportEntry): void => {
    if (kept.has(entry)) return;
    kept.add(entry);
    for (const above of resources) {
      const isParent = above.component && above.name === entry.parent;
      if (isParent || (isProvider(above) && above.name === entry.provider)) keep(above);
    }
  };
  for (const entry of ids.keys()) keep(entry);
  return {
    ...(Object.keys(nameTable).length > 0 ? { nameTable } : {}),
    resources: resources.filter((entry) => kept.has(entry)).map((entry) => withId(entry, ids)),
  };
}

function withId(entry: ImportEntry, ids: ReadonlyMap<ImportEntry, string>): ImportEntry {
  const id = ids.get(entry);
  return id === undefined ? entry : { ...entry, id };
}
