import { restoreFromText } from "#lib/restore/restore-from-text";
import { sourceInputs, type SourceInputs } from "#lib/restore/source-inputs";
import { RESTORED_TAG } from "#lib/restore/state-database";
import type { DatabaseConfig } from "#lib/stack-config/stack-config";

/** The inputs by which a new server gets its data from a snapshot or from another one's backups; none for an empty one. */
export function sourceArgs({
  restoreFrom: from,
  topology,
}: DatabaseConfig): SourceInputs & { readonly tags?: Readonly<Record<string, string>> } {
  if (from === undefined) return {};
  return {
    ...sourceInputs(topology === "aurora" ? "cluster" : "instance", from),
    // What AWS forgets: where a server came from. A restore that was cut finds it again by this.
    tags: { [RESTORED_TAG]: restoreFromText(from) },
  };
}
