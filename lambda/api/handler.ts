import type { Context } from "aws-lambda";
import { handle, type LambdaEvent } from "hono/aws-lambda";
import { openDatabase } from "../shared/database.ts";
import { errorDetails, log } from "../shared/log.ts";
import { keptWarm } from "../shared/warm.ts";
import { createApp } from "./app.ts";
import { verifierFor } from "./identity.ts";
import { problemFor } from "./problems.ts";

/** An execution environment serves one request at a time, so its current request is a variable. */
let requestId = "none";

const app = createApp({
  database: openDatabase("api"),
  verify: verifierFor(process.env),
  target: process.env["TARGET"] ?? "unknown",
  originKey: process.env["ORIGIN_KEY"],
  onError(error, sub) {
    const { status, error: code } = problemFor(error);
    log(status >= 500 ? "error" : "warn", code, { requestId, sub }, errorDetails(error));
  },
});

const serve = handle(app);

/** API Gateway's HTTP API calls this with payload 2.0. */
export const handler = keptWarm(async (event: LambdaEvent, context: Context) => {
  requestId = context.awsRequestId;
  return serve(event, context as Parameters<typeof serve>[1]);
});
