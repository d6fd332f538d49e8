/** Where a log line belongs. Never an email, a name, a handle or SQL parameters. */
export interface LogContext {
  readonly requestId: string;
  /** The user's Cognito id. */
  readonly sub?: string | undefined;
}

export type Level = "info" | "warn" | "error";

/**
 * One line of JSON, as CloudWatch Logs Insights and metric filters read it. `event` is a short fixed code. Alarms watch
 * `profile_pending` and, of the sign-up, level `error` (infra/alarms/log-counts.ts).
 *
 * The time is in it since Lambda takes a line without one for level INFO ("Log-level filtering" in its guide).
 */
export function log(
  level: Level,
  event: string,
  context: LogContext,
  details: Readonly<Record<string, string | number | boolean | undefined>> = {},
): void {
  process.stdout.write(
    `${JSON.stringify({ timestamp: new Date().toISOString(), level, event, ...context, ...details })}\n`,
  );
}

/** The loggable part of an error: class, code, and the message unless it is PostgreSQL's, which can quote a row. */
export function errorDetails(error: unknown): Record<string, string | undefined> {
  const { name, code, constraint, routine } = Object(error) as Record<string, unknown>;
  const text = (value: unknown) => (typeof value === "string" ? value : undefined);
  const isDatabaseError = text(routine) !== undefined || /^[0-9A-Z]{5}$/.test(text(code) ?? "");
  return {
    errorName: text(name),
    errorCode: text(code),
    constraint: text(constraint),
    ...(isDatabaseError || !(error instanceof Error) ? {} : { errorMessage: error.message }),
  };
}
