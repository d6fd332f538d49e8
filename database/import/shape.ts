import type pg from "pg";
import { TABLES } from "#lib/domain/access";
import { RefusedError } from "#lib/errors";
import { identifier, literal } from "#lib/sql/quote";
import { typed } from "#lib/terminal/typed";

/** A column as the source has it. */
export interface Column {
  readonly name: string;
  /** As `format_type` writes it: "timestamp without time zone". */
  readonly type: string;
}

/** What the source has of the bootcamp's tables. */
export interface Shape {
  readonly users: readonly Column[];
  readonly activities: readonly Column[];
  /** Other tables with their schemas. They stay behind. */
  readonly others: readonly string[];
  /** Generated columns that Cruddur does not know: "users.loud". They stay behind. */
  readonly generated: readonly string[];
}

/** What our columns hold. Those that end with a mark must be there. */
const KINDS = {
  users: {
    uuid: "uuid!",
    display_name: "text!",
    handle: "text!",
    email: "text",
    cognito_user_id: "text",
    created_at: "time",
  },
  activities: {
    uuid: "uuid!",
    user_uuid: "uuid!",
    message: "text!",
    replies_count: "count",
    reposts_count: "count",
    likes_count: "count",
    reply_to_activity_uuid: "uuid",
    expires_at: "time",
    created_at: "time",
  },
} as const satisfies Record<string, Record<string, string>>;

export type ImportedTable = keyof typeof KINDS;

/** Reads the shape. Throws a RefusedError that says what was found instead of the two tables. */
export async function shapeOf(client: pg.Client): Promise<Shape> {
  const { rows } = await client.query<{ schema: string; name: string; kind: string }>(
    `select nspname::text as schema, relname::text as name, relkind::text as kind
     from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     where relkind in ('r', 'p', 'v', 'm', 'f') and nspname !~ '^pg_' and nspname <> 'information_schema'
     order by nspname <> 'public', nspname, relname`,
  );
  for (const table of Object.keys(KINDS)) {
    const named = rows.filter(({ name }) => name.toLowerCase() === table);
    if (
      named.some(
        ({ schema, name, kind }) => schema === "public" && name === table && "rp".includes(kind),
      )
    )
      continue;
    const found = named.map(
      ({ schema, name, kind }) =>
        `${"rp".includes(kind) ? "table" : "view"} ${identifier(schema)}.${identifier(name)}`,
    );
    throw new RefusedError(
      `The source has no table public.${table}${found.length > 0 ? `, only ${found.join(", ")}` : ""}. Nothing was changed.`,
      "A database of the bootcamp has the tables users and activities in the schema public; name that one after --from. " +
        `Or make a new one: ${typed("db:setup")}`,
    );
  }
  const [users, activities] = await Promise.all(
    (["users", "activities"] as const).map((table) => sourceColumns(client, table)),
  );
  const ours = new Set<string>(TABLES.map((table) => `public.${table}`));
  const others = rows
    .filter(({ kind }) => kind === "r" || kind === "p")
    .map(({ schema, name }) => `${schema}.${name}`)
    .filter((name) => !ours.has(name));
  return {
    users: users!.columns,
    activities: activities!.columns,
    others,
    generated: [...users!.generated, ...activities!.generated],
  };
}

async function sourceColumns(client: pg.Client, table: ImportedTable) {
  const all = await columnsOf(client, table);
  const isBehind = ({ name, isGenerated }: (typeof all)[number]) =>
    isGenerated && !(name in KINDS[table]);
  return {
    columns: all.filter((column) => !isBehind(column)),
    generated: all.filter(isBehind).map(({ name }) => `${table}.${name}`),
  };
}

/** The columns of a table in `public`, in its order. */
export async function columnsOf(
  client: pg.Client,
  table: ImportedTable,
): Promise<(Column & { readonly isGenerated: boolean })[]> {
  const { rows } = await client.query<Column & { readonly isGenerated: boolean }>(
    `select attname::text as name, format_type(atttypid, atttypmod) as type, attgenerated <> '' as "isGenerated"
     from pg_attribute where attrelid = ('public.' || $1::text)::regclass and attnum > 0 and not attisdropped
     order by attnum`,
    [table],
  );
  return rows;
}

/** The columns that Cruddur's own schema knows nothing of. */
export const extraColumns = (table: ImportedTable, columns: readonly Column[]): Column[] =>
  columns.filter(({ name }) => !(name in KINDS[table]));

/** The SQL of a column that Cruddur does not know. */
export const extraValue = ({ name, type }: Column, zone: string): string =>
  `s.${identifier(name)}${/^timestamp.* without/.test(type) ? ` at time zone ${literal(zone)}` : ""}`;

/**
 * The SQL by which each column of ours comes from a row `s` of the source, null where the source has none. Throws a
 * RefusedError for one that must be there and is not, or whose type holds something else.
 *
 * @param zone of times without one
 */
export function conversions(
  table: ImportedTable,
  columns: readonly Column[],
  zone: string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(KINDS[table]).map(([name, kind]) => {
      const column = columns.find((found) => found.name === name);
      const sql = column && conversion(column, kind.replace("!", ""), zone);
      if (
        sql === undefined &&
        (kind.endsWith("!") || (column && name !== "reply_to_activity_uuid"))
      ) {
        throw new RefusedError(
          `The source's ${table} ${column ? `has ${name} as ${column.type}` : `have no column ${name}`}. Nothing was changed.`,
          `It has to be of the bootcamp's shape; see docs/bootcamp.md. To make a new one: ${typed("db:setup")}`,
        );
      }
      return [name, sql ?? (name === "created_at" ? "now()" : NULLS[kind.replace("!", "")]!)];
    }),
  );
}

const NULLS: Readonly<Record<string, string>> = {
  uuid: "null::uuid",
  text: "null::text",
  time: "null::timestamptz",
  count: "null::int",
};

const UUID = "'^[{]?[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}[}]?$'";

function conversion({ name, type }: Column, kind: string, zone: string): string | undefined {
  const value = `s.${identifier(name)}`;
  const isText = /^(text|character|citext|"char"|name)/.test(type);
  switch (kind) {
    case "text":
      return `${value}::text`;
    case "uuid":
      if (type === "uuid") return value;
      return isText ? `case when ${value} ~ ${UUID} then ${value}::text::uuid end` : undefined;
    case "time":
      if (/with time zone$/.test(type)) return value;
      return /^(timestamp|date)/.test(type)
        ? `(${value}::timestamp at time zone ${literal(zone)})`
        : undefined;
    default:
      return /^(smallint|integer|bigint|numeric)/.test(type) ? value : undefined;
  }
}
