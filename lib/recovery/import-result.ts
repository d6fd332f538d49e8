import type { ImportEntry } from "./import-file.ts";

interface Diagnostic {
  readonly urn?: string;
  readonly message?: string;
  readonly severity?: string;
}

/** What `pulumi import --json` says stands in the way. */
export interface ImportResult {
  /** Logical names with their type, `type::name`, that AWS, or the database, does not have. */
  readonly missing: ReadonlySet<string>;
  /** Every other error, in the words of the provider. */
  readonly errors: readonly string[];
}

/** The engine's own words, and those of providers that do not answer with nothing for what is not there. */
const MISSING = /does not exist|not found|notfound|couldn't find|cannot find|non-existent|nosuch/i;

/** What came of an import, from its output. Output that is no JSON has no diagnostics: the caller has the exit code. */
export function importResult(stdout: string): ImportResult {
  const missing = new Set<string>();
  const errors: string[] = [];
  for (const { urn, message = "", severity } of diagnosticsIn(stdout)) {
    if (severity !== "error") continue;
    if (urn !== undefined && MISSING.test(message)) missing.add(keyOfUrn(urn));
    // The last one only says that there were some.
    else if (!/^error: (preview|update) failed/i.test(message)) errors.push(message.trim());
  }
  return { missing, errors };
}

/** One resource among those of a stack. */
export const keyOf = ({ type, name }: Pick<ImportEntry, "type" | "name">): string =>
  `${type}::${name}`;

function keyOfUrn(urn: string): string {
  const [, , types = "", ...name] = urn.split("::");
  return keyOf({ type: types.split("$").at(-1)!, name: name.join("::") });
}

function diagnosticsIn(stdout: string): readonly Diagnostic[] {
  try {
    const { diagnostics = [] } = JSON.parse(stdout.slice(stdout.search(/^\{/m))) as {
      readonly diagnostics?: readonly Diagnostic[];
    };
    return diagnostics;
  } catch {
    return [];
  }
}
