/** Where a log line belongs. Never an email, a name, a handle or SQL parameters. */
export interface LogContext {
  readonly requestId: string;
  /** The user's Cognito id. */
  readonly sub?: string | undefined;
}

export type Level = "info" | "warn" | "error";

/**
 * One line of JSON, as CloudWatch Logs Insights and metric filters read it. `event` is a short fixed code;
 * `profile_pending` is the one an alarm watches.
 */
export function log(
  level: Level,
  event: string,
  context: LogContext,
  details: Readonly<Record<string, string | number | boolean | undefined>> = {},
): void {
  process.stdout.write(`${JSON.stringify({ level, event, ...context, ...details })}\n`);
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
