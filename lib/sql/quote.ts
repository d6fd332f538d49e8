/** A PostgreSQL identifier, always quoted. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A PostgreSQL string literal, for the few statements that take no parameters (CREATE ROLE, COMMENT). */
export function literal(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes("\\") ? ` E${quoted.replaceAll("\\", "\\\\")}` : quoted;
}

/**
 * An expression for a time as ISO 8601 in UTC, where the session's zone is that; not read as a Date, which knows neither
 * `infinity` nor years before Christ or after 275760.
 */
export const isoText = (expression: string): string =>
  `replace(to_json((${expression})::timestamptz) #>> '{}', '+00:00', 'Z')`;
