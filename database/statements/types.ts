/** TypeScript's type for a value of a PostgreSQL type: as `pg` returns it, and as `pg` takes it. */
interface TypePair {
  readonly row: string;
  readonly parameter: string;
}

const same = (type: string): TypePair => ({ row: type, parameter: type });

/** By `pg_type.typname`. `pg` gives 64-bit integers and numerics as text, since a number cannot hold them. */
const TYPES: Readonly<Record<string, TypePair>> = {
  bool: same("boolean"),
  int2: same("number"),
  int4: same("number"),
  int8: { row: "string", parameter: "string | number | bigint" },
  float4: same("number"),
  float8: same("number"),
  numeric: { row: "string", parameter: "string | number" },
  text: same("string"),
  varchar: same("string"),
  bpchar: same("string"),
  name: same("string"),
  uuid: same("string"),
  date: { row: "Date", parameter: "Date | string" },
  timestamp: { row: "Date", parameter: "Date | string" },
  timestamptz: { row: "Date", parameter: "Date | string" },
  json: same("unknown"),
  jsonb: same("unknown"),
  _text: same("string[]"),
  _uuid: same("string[]"),
  _int4: same("number[]"),
};

/** Throws an Error for a PostgreSQL type that the table above lacks. */
export function typeScriptFor(postgresType: string, use: keyof TypePair): string {
  const pair = TYPES[postgresType];
  if (!pair) {
    throw new Error(
      `no TypeScript type for PostgreSQL's ${postgresType}; add it to database/statements/types.ts or cast it in the statement`,
    );
  }
  return pair[use];
}
