import { randomUUID } from "node:crypto";
import { codeOf } from "#lib/errors";
import { actions, isAdminAction } from "./actions/actions.ts";
import { silentLogger } from "./compose.ts";
import { CognitoFault, noCredentials } from "./errors.ts";
import type { Call, Pool } from "./pool.ts";
import type { Request } from "./request.ts";

export interface CognitoRequest {
  /** The header `X-Amz-Target`. */
  target: string | undefined;
  body: string;
  /** Whether it may do without the AWS credentials that real Cognito wants for admin actions. */
  trusted: boolean;
}

export interface CognitoResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const service = "AWSCognitoIdentityProviderService.";

/** Reads, carries out and logs one request. Never throws. */
export async function answerTo(
  pool: Pool,
  request: CognitoRequest,
  log: (line: object) => void,
): Promise<CognitoResponse> {
  const requestId = randomUUID();
  const started = performance.now();
  let call: Call | undefined;
  let fault: FaultAnswer | undefined;
  let result: object = {};
  try {
    call = callFrom(request);
    const action = actionOf(call);
    if (!request.trusted && isAdminAction(call.action)) throw noCredentials(call.action);
    result = await action(pool, call);
  } catch (error) {
    fault = faultFrom(error);
    result = { __type: fault.code, message: fault.message };
  }
  log({
    level: fault?.trace ? "error" : "info",
    event: "cognito",
    requestId,
    action: call?.action,
    sub: call?.sub,
    error: fault?.code,
    trace: fault?.trace,
    ms: Math.round(performance.now() - started),
  });
  return {
    status: fault === undefined ? 200 : fault.status,
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amzn-requestid": requestId,
      ...(fault && { "x-amzn-errortype": `${fault.code}:` }),
    },
    body: JSON.stringify(result, datesAsSeconds),
  };
}

function callFrom({ target, body }: CognitoRequest): Call {
  const action = target?.startsWith(service) ? target.slice(service.length) : "";
  if (!/^[A-Z]\w+$/.test(action)) throw unknownOperation();
  const request = parsedBody(body);
  const decisions = { autoConfirmed: false };
  return { action, request, context: { logger: silentLogger, request, decisions } };
}

function parsedBody(body: string): Request {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw new CognitoFault("SerializationException", "The request's body is not JSON.");
  }
  if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) {
    return parsed as Request;
  }
  throw new CognitoFault("SerializationException", "The request's body is not a JSON object.");
}

function actionOf(call: Call): (pool: Pool, call: Call) => Promise<object> {
  const action = actions.get(call.action);
  if (action) return action;
  throw unknownOperation();
}

const unknownOperation = (): CognitoFault =>
  new CognitoFault(
    "UnknownOperationException",
    "X-Amz-Target names no action of Cognito, or one the local Cognito does not have.",
  );

interface FaultAnswer {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** Where a bug of ours is. */
  readonly trace?: string[];
}

function faultFrom(error: unknown): FaultAnswer {
  const code = codeOf(error);
  // Cognito's refusals, ours and cognito-local's, are named so; Node's own codes are not.
  if (error instanceof Error && code?.endsWith("Exception")) {
    const status = error instanceof CognitoFault ? error.status : 400;
    return { status, code, message: error.message };
  }
  // Without the message: it may quote what was sent.
  const trace = (error instanceof Error ? (error.stack ?? "") : "")
    .split("\n")
    .filter((line) => line.startsWith("    at "))
    .slice(0, 8);
  const message = "The local Cognito failed; its log says where.";
  return { status: 500, code: "InternalErrorException", message, trace };
}

/** AWS's JSON protocols write a time as seconds since 1970. */
function datesAsSeconds(this: unknown, key: string, value: unknown): unknown {
  const original = (this as Record<string, unknown>)[key];
  return original instanceof Date ? original.getTime() / 1000 : value;
}
