import type { LambdaHost } from "./lambda-host.ts";

/** An answer of the Lambda API. */
export interface InvokeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** The function that a path of Lambda's Invoke API names, or undefined for another path. */
export function functionOf(path: string): string | undefined {
  const name = PATH.exec(path)?.[1];
  if (name === undefined) return undefined;
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // a stray percent sign; no function is called so
  }
}

const TYPES = ["RequestResponse", "Event", "DryRun"];

/** Lambda's Invoke. @param invocationType `RequestResponse`, `Event` or `DryRun`; undefined is the first */
export async function invoke(
  host: LambdaHost,
  name: string,
  invocationType: string | undefined,
  body: string,
): Promise<InvokeAnswer> {
  if (!host.has(name)) {
    return failure(404, "ResourceNotFoundException", `Function not found: ${name}`);
  }
  if (invocationType !== undefined && !TYPES.includes(invocationType)) {
    return failure(
      400,
      "InvalidParameterValueException",
      `X-Amz-Invocation-Type is ${invocationType}, not one of ${TYPES.join(", ")}.`,
    );
  }
  let event: unknown;
  try {
    event = body === "" ? {} : JSON.parse(body);
  } catch (error) {
    return failure(
      400,
      "InvalidRequestContentException",
      `Could not parse request body into json: ${(error as Error).message}`,
    );
  }
  if (invocationType === "DryRun") return { status: 204, headers: {}, body: "" };
  const outcome = host.invoke(name, event)!;
  if (invocationType === "Event") {
    outcome.catch(() => {}); // the host ends; nobody waits for this one
    return { status: 202, headers: {}, body: "" };
  }
  const ended = await outcome;
  const headers = { "x-amzn-requestid": ended.requestId, "x-amz-executed-version": "$LATEST" };
  if (ended.kind === "result") return { status: 200, headers, body: ended.payload };
  const fault =
    ended.kind === "timeout"
      ? { errorMessage: `${new Date().toISOString()} ${ended.requestId} ${ended.errorMessage}` }
      : {
          errorType: ended.errorType,
          errorMessage: ended.errorMessage,
          trace: ended.trace,
        };
  return {
    status: 200,
    headers: { ...headers, "x-amz-function-error": "Unhandled" },
    body: JSON.stringify(fault),
  };
}

function failure(status: number, type: string, message: string): InvokeAnswer {
  return {
    status,
    headers: { "x-amzn-errortype": type },
    body: JSON.stringify({ Type: "User", Message: message }),
  };
}
