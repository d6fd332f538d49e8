import type pg from "pg";
import { RefusedError, UserError } from "#lib/errors";
import { shapeFaults } from "#lib/sql/shape";
import { typed } from "#lib/terminal/typed";
import type { ConnectionParameters } from "../connection/connect.ts";
import { optionFor } from "../connection/problem.ts";
import { readMarker } from "../fence/marker.ts";
import type { Place } from "../replacement/replacing.ts";
import type { Contents } from "../replacement/setup.ts";
import { isWorthRebuilding } from "../seeds/bulk/bulk-seed.ts";
import { withoutIndexes } from "../seeds/bulk/indexes.ts";
import type { Target } from "#lib/domain/target";
import { copyRows } from "./copy-rows.ts";
import { judge, type Judgement } from "./judge.ts";
import { judgedRows, type JudgedRows } from "./judged-rows.ts";
import { columnsOf, shapeOf, type ImportedTable, type Shape } from "./shape.ts";
import { identityOf, ofSource, openSource, sourceName } from "./source.ts";

export interface ImportOptions {
  readonly source: ConnectionParameters;
  readonly target: Target;
  /** Of times without one: a name that the source's server knows. @default "UTC" */
  readonly zone: string;
  /** Told what is found, before anything is made. It may throw, to end the import. */
  onJudged(shape: Shape, judgement: Judgement, source: pg.Client, rows: JudgedRows): Promise<void>;
  /** Told now and then how many bytes of a table have come. */
  readonly onBytes?: (table: ImportedTable, bytes: number) => void;
  /** Ends it, by throwing its reason; nothing is changed then. */
  readonly signal?: AbortSignal;
}

/**
 * The rows of an existing database of the bootcamp's as the contents of a new one: read in one transaction that writes
 * nothing, judged before anything is made, streamed, and counted. `close` ends the transaction in any case.
 */
export function importedContents(options: ImportOptions): Contents & { close(): Promise<void> } {
  const { source, zone, signal } = options;
  let client: pg.Client | undefined;
  let judged: { shape: Shape; judgement: Judgement; rows: JudgedRows } | undefined;
  const close = async () => {
    await client?.end().catch(() => {});
    client = undefined;
  };
  return {
    chore: "db:import",
    title: "Rows",
    close,
    async look(place) {
      const opened = (client = await openSource(source));
      // Judging is a few long statements, and nobody wants to wait for their end.
      signal?.addEventListener("abort", () => opened.connection.stream.destroy());
      await refuseOwn(opened, place, options);
      const found = await ofSource(
        source,
        (async () => {
          await requireZone(opened, zone);
          const shape = await shapeOf(opened);
          const rows = judgedRows(shape, zone);
          return { shape, rows, judgement: await judge(opened, rows) };
        })(),
      ).catch((error: unknown) => {
        signal?.throwIfAborted();
        throw error;
      });
      await options.onJudged(found.shape, found.judgement, opened, found.rows);
      judged = found;
    },
    async fill(into) {
      await fill(client!, into, judged!, options);
      // It may be a session in the very database that is about to be renamed.
      await close();
    },
  };
}

/** Throws a RefusedError for a source that the import itself would drop or rename, unless it is the one to be replaced. */
async function refuseOwn(
  client: pg.Client,
  { admin, database, names }: Place,
  { source, target }: ImportOptions,
): Promise<void> {
  const [from, here] = await Promise.all([identityOf(client), identityOf(admin)]);
  if (from.server !== here.server) return;
  const isOurs = async () =>
    (await readMarker(client)) !== undefined && (await shapeFaults(client)).faults.length === 0;
  if (from.database === database && !(await isOurs())) return;
  if (![database, ...Object.values(names)].includes(from.database)) return;
  const isPrevious = from.database === names.previous;
  throw new RefusedError(
    `The source, ${sourceName(source)}, is the target's own. Nothing was changed.`,
    isPrevious
      ? `To bring it back: ${typed("db:undo", optionFor(target))}`
      : "Name another database after --from.",
  );
}

async function requireZone(client: pg.Client, zone: string): Promise<void> {
  const { rowCount } = await client.query(
    "select from pg_timezone_names where lower(name) = lower($1)",
    [zone],
  );
  if (rowCount) return;
  throw new RefusedError(
    `The source's server knows no time zone ${JSON.stringify(zone)}. Nothing was changed.`,
    "Name one like Europe/Lisbon, as in https://en.wikipedia.org/wiki/List_of_tz_database_time_zones",
  );
}

async function fill(
  client: pg.Client,
  into: pg.Client,
  { shape, judgement, rows }: { shape: Shape; judgement: Judgement; rows: JudgedRows },
  { source, onBytes, signal }: ImportOptions,
): Promise<void> {
  const copied = async (table: ImportedTable, select: string, wanted: number) => {
    const columns = await sharedColumns(into, table, shape);
    const got = await copyRows(
      { client, parameters: source },
      into,
      { table, columns, rows: select },
      { onBytes: (bytes) => onBytes?.(table, bytes), signal },
    );
    if (got === wanted) return;
    throw new UserError(
      `${got} of ${wanted} rows of ${table} have come. Nothing was put in place.`,
      "Try again; if it stays so, this is a bug of ours.",
    );
  };
  await into.query("begin; set local statement_timeout = 0; set local synchronous_commit = off");
  try {
    await copied(
      "users",
      `select * from (${rows.users}) as u where faults = '{}'`,
      judgement.users,
    );
    const load = () => copied("activities", rows.taken, judgement.activities);
    if (isWorthRebuilding(judgement.activities, 0))
      await withoutIndexes(into, "public.activities", load);
    else await load();
    await into.query("analyze public.users, public.activities");
    await into.query("commit");
  } catch (error) {
    await into.query("rollback").catch(() => {});
    signal?.throwIfAborted();
    throw error;
  }
}

/** The columns that both have, each with its name among the judged rows; one that is null throughout keeps its default. */
async function sharedColumns(
  into: pg.Client,
  table: ImportedTable,
  shape: Shape,
): Promise<Map<string, string>> {
  const theirs = new Set(shape[table].map(({ name }) => name));
  const always = table === "users" ? ["cognito_user_id"] : [];
  return new Map(
    (await columnsOf(into, table))
      .filter(({ isGenerated }) => !isGenerated)
      .map(({ name }) => name)
      .filter((name) => theirs.has(name) || always.includes(name))
      .map((name) => [name, name === "reply_to_activity_uuid" ? "reply_to" : name]),
  );
}
