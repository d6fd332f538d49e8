/**
 * What our sessions are like, whatever PGOPTIONS, the role (`alter role … set`) or the database (`alter database … set`)
 * would have: PostgreSQL's own defaults, and values as text that is the same everywhere. Only settings that every
 * version from 12 on knows and anybody may change; those for superusers (session_replication_role, lc_messages) are left.
 */
export const SESSION_SETTINGS: Readonly<Record<string, string>> = {
  search_path: "public",
  role: "none",
  TimeZone: "UTC",
  DateStyle: "ISO, MDY",
  IntervalStyle: "postgres",
  bytea_output: "hex",
  extra_float_digits: "1",
  xmlbinary: "base64",
  standard_conforming_strings: "on",
  backslash_quote: "safe_encoding",
  escape_string_warning: "on",
  quote_all_identifiers: "off",
  array_nulls: "on",
  transform_null_equals: "off",
  check_function_bodies: "on",
  row_security: "on",
  default_transaction_isolation: "read committed",
  default_transaction_read_only: "off",
  default_transaction_deferrable: "off",
  default_tablespace: "",
  default_table_access_method: "heap",
  password_encryption: "scram-sha-256",
  client_min_messages: "notice",
  statement_timeout: "0",
  lock_timeout: "0",
  idle_in_transaction_session_timeout: "0",
};

/**
 * They as the startup parameter `options`: it comes before the settings of role and database, costs no round trip, and
 * is what `reset` goes back to. A pooler (RDS Proxy, PgBouncer) refuses it, see `loginFault`.
 */
export const SESSION_OPTIONS = Object.entries(SESSION_SETTINGS)
  .map(([name, value]) => `-c ${name}=${value.replaceAll(/[\\ ]/g, String.raw`\$&`)}`)
  .join(" ");
