import type { LogLine } from "./log-filter.ts";

/**
 * What Lambda's Node runtime writes of an error that a handler throws, or of a module that does not load, where the log
 * format is JSON (`formatJsonMessage` in `LogPatch.js` of aws-lambda-nodejs-runtime-interface-client).
 */
export function runtimeLine(error: Error): LogLine {
  const { message, stack } = error;
  return {
    timestamp: "2026-11-28T12:00:00.000Z",
    level: "ERROR",
    requestId: "request-1",
    message: {
      errorType: error.constructor.name,
      errorMessage: message,
      stackTrace: stack?.split("\n"),
      ...error,
    },
  };
}

/** Lambda's report of an invocation (`platform.report` of its Telemetry API), which stands in the log group too. */
export function platformReport(
  status: "success" | "error" | "timeout",
  errorType?: string,
): LogLine {
  return {
    time: "2026-11-28T12:00:00.000Z",
    type: "platform.report",
    record: {
      requestId: "request-1",
      metrics: { durationMs: 5.1, billedDurationMs: 6, memorySizeMB: 512, maxMemoryUsedMB: 90 },
      status,
      ...(errorType === undefined ? {} : { errorType }),
    },
  };
}
