/** The danger that each rule watches for, by the name that `-- lint-allow` takes. */
export const RULES = {
  "table-rewrite": "every row is written anew, while nobody can read or write the table",
  "lock-timeout": "a lock that stops the table's users is waited for without a limit",
  lock: "a table is locked for longer than a statement needs it",
  "index-concurrently": "an index is built or dropped while nobody can write the table",
  "constraint-validation": "every row is read to check a constraint, while the table is locked",
  "set-not-null": "every row is read, or a row without a value makes the migration fail",
  drop: "data is deleted, or something that running code still uses",
  rename: "running code still uses the old name",
  transaction: "PostgreSQL refuses the statement where it stands",
  server: "the statement reaches beyond the database, or to files that nobody has",
  session: "a setting or a role that others after it do not expect",
  timestamp: "a column's type does not say which moment is meant",
  unguarded: "what keeps rows right or private is switched off",
  "do-block": "code that the lint cannot read changes the schema",
} as const;

export type RuleName = keyof typeof RULES;

/** A fault of one statement. */
export interface Fault {
  readonly rule: RuleName;
  /** The finding and why it hurts: a sentence. */
  readonly message: string;
  /** The remedy, such as a statement to write instead. */
  readonly hint: string;
  /** The parser's location of the part at fault. @default where the statement begins */
  readonly location?: number | undefined;
}
