import type { CognitoResponse } from "./protocol.ts";

/** Cognito's answer to a request that it refused. */
export class CognitoRefusal extends Error {
  override readonly name = "CognitoRefusal";
  /** `UsernameExistsException`, … */
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** Sends one request of Cognito's JSON protocol. */
export type CognitoTransport = (
  target: string,
  body: string,
) => Promise<Pick<CognitoResponse, "status" | "body">>;

/** Cognito's protocol over HTTP. @param url where a local copy listens */
export function cognitoAt(url: string): CognitoTransport {
  return async (target, body) => {
    const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": target };
    const response = await fetch(`${url}/_cognito/`, { method: "POST", headers, body });
    return { status: response.status, body: await response.text() };
  };
}

/** Calls a Cognito action and returns its answer. Throws a CognitoRefusal. */
export async function callCognito<Answer = Record<string, unknown>>(
  transport: CognitoTransport,
  action: string,
  request: object,
): Promise<Answer> {
  const { status, body } = await transport(
    `AWSCognitoIdentityProviderService.${action}`,
    JSON.stringify(request),
  );
  const answer = (body === "" ? {} : JSON.parse(body)) as { __type?: string; message?: string };
  if (status !== 200)
    throw new CognitoRefusal(answer.__type ?? `HTTP ${status}`, answer.message ?? body);
  return answer as Answer;
}
