import type { QueryConfig, QueryResult, QueryResultRow } from "pg";

/**
 * A runtime statement: `sql/statements/<name>.sql`, checked against the migrated schema and typed by
 * `npm run statements`. `parameters` are the named parameters in the order of $1, $2, …
 */
export interface Statement<Parameters extends object, Row extends QueryResultRow> {
  /** Name of the prepared statement; holds a hash of the text, so that an edited one is never taken for the old. */
  readonly name: string;
  readonly text: string;
  readonly parameters: readonly (keyof Parameters & string)[];
  /** Only a type: the shape of a row. */
  readonly row?: Row;
}

/** The one thing a statement needs from a database; `pg.Client` and `pg.Pool` fit it. */
export interface Queryable {
  query<Row extends QueryResultRow>(config: QueryConfig<unknown[]>): Promise<QueryResult<Row>>;
}

/** Runs a statement, prepared by name on its connection, and returns its rows. */
export async function run<Parameters extends object, Row extends QueryResultRow>(
  database: Queryable,
  statement: Statement<Parameters, Row>,
  parameters: Parameters,
): Promise<Row[]> {
  const { rows } = await database.query<Row>({
    name: statement.name,
    text: statement.text,
    values: statement.parameters.map((name) => parameters[name]),
  });
  return rows;
}
