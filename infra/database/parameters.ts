/** A setting of the server, as a parameter group takes it. */
export interface DatabaseParameter {
  readonly name: string;
  readonly value: string;
  /**
   * What RDS tells of it later, since another is a change for ever: `immediate`; `pending-reboot` for what PostgreSQL
   * reads at its start only, and for a value that is the family's own. Of such a one RDS takes no note: its source stays
   * `system`, whose parameters are all told as `pending-reboot` (hashicorp/terraform-provider-aws#18035 and the note in
   * the documentation of its aws_db_parameter_group).
   */
  readonly applyMethod: "immediate" | "pending-reboot";
}

/** Extensions that may be created. `uuid-ossp` is for the bootcamp's own SQL, which calls `uuid_generate_v4()`. */
const EXTENSIONS = ["plpgsql", "uuid-ossp", "pg_stat_statements"];

/**
 * The server's parameters, the same everywhere and whoever logs in. The families are postgres18 and
 * aurora-postgresql18: `rds.force_ssl` is 1 in RDS's from 15 on and in Aurora's from 17 on.
 */
export const DATABASE_PARAMETERS: readonly DatabaseParameter[] = [
  // Nobody gets in without TLS (RDS.38). The family says so too, but a family of a later version may not.
  later("rds.force_ssl", "1"),
  later("timezone", "UTC"),
  immediate("rds.allowed_extensions", EXTENSIONS.join(",")),
  // Who came and went, who changed the schema, what took long (CKV2_AWS_30).
  immediate("log_connections", "1"),
  immediate("log_disconnections", "1"),
  immediate("log_statement", "ddl"),
  immediate("log_min_duration_statement", "500"),
  immediate("log_lock_waits", "1"),
  // But not what people wrote: no parameters of slow statements, and no "Key (email)=(…)" of an error's detail.
  immediate("log_parameter_max_length", "0"),
  immediate("log_parameter_max_length_on_error", "0"),
  immediate("log_error_verbosity", "terse"),
  // Milliseconds. A session that sits in a transaction holds its locks and keeps dead rows from being cleaned.
  immediate("idle_in_transaction_session_timeout", "60000"),
  later("shared_preload_libraries", "pg_stat_statements"),
];

function immediate(name: string, value: string): DatabaseParameter {
  return { name, value, applyMethod: "immediate" };
}

function later(name: string, value: string): DatabaseParameter {
  return { name, value, applyMethod: "pending-reboot" };
}

/**
 * The family of a parameter group: `postgres18`, `aurora-postgresql18`.
 *
 * @param engineVersion the major version, `18`; of `18.4` the minor is left out
 */
export function parameterFamily(
  engine: "postgres" | "aurora-postgresql",
  engineVersion: string,
): string {
  return `${engine}${engineVersion.split(".")[0]}`;
}
