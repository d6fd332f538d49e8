import { shapeFaults } from "#lib/sql/shape";
import { run, type Queryable } from "#lib/sql/statement";
import { describeDatabase } from "#sql/describe-database";
import { problemIn, SCHEMA_FOREIGN, type Problem } from "./problems.ts";

/** Milliseconds for which an execution environment on AWS gives the same answer, however often it is asked. */
const FRESH_MS = 5_000;

interface HealthOptions {
  readonly database: Queryable;
  /** "local" or the stack's name. */
  readonly target: string;
  /** Called with the error that a look ended with. */
  onError(error: unknown): void;
  /** Milliseconds. @default the machine's clock */
  now?: (() => number) | undefined;
}

/** What is told of a database whose role and schema go together with the function. */
interface Healthy {
  readonly details: Readonly<Record<string, string | null>>;
}

/**
 * Looks whether function, role, schema and database go together. The local copy looks each time, and tells what it found
 * of the database. On AWS anybody may ask: nothing is told of it, and it is looked at once in five seconds.
 */
export function healthOf(options: HealthOptions): () => Promise<Healthy | Problem> {
  const { target, now = Date.now } = options;
  if (target === "local") return () => look(options);
  let last: { readonly at: number; readonly answer: Healthy | Problem } | undefined;
  return async () => {
    if (last === undefined || now() - last.at >= FRESH_MS) {
      const found = await look(options);
      last = { at: now(), answer: "details" in found ? { details: {} } : found };
    }
    return last.answer;
  };
}

async function look({ database, onError }: HealthOptions): Promise<Healthy | Problem> {
  try {
    const [row] = await run(database, describeDatabase, {});
    const { faults } = await shapeFaults(database);
    if (faults.length > 0) return SCHEMA_FOREIGN;
    const { database: name, environment, schemaVersion, serverVersion } = row!;
    return {
      details: {
        database: name,
        environment,
        schema_version: schemaVersion,
        server_version: serverVersion,
      },
    };
  } catch (error) {
    onError(error);
    return problemIn(database, error);
  }
}
