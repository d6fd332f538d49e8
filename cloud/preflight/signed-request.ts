import { STSClient } from "@aws-sdk/client-sts";
import aws4 from "aws4";
import { clientConfig } from "../aws-client.ts";

const ANSWERS_WITHIN_MS = 10_000;

/** One call of an API of AWS's that has no client among our packages. */
interface Call {
  /** As AWS's variables name it: `SESV2` of AWS_ENDPOINT_URL_SESV2. */
  readonly variable: string;
  /** Where none of them is set: `https://email.eu-central-1.amazonaws.com`. */
  readonly endpoint: string;
  /** What the signature is for. */
  readonly service: string;
  readonly region: string;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The answer to a call that is signed by hand. Throws an Error named as AWS's refusal, and what a fetch throws. */
export async function signedRequest<Answer>(call: Call): Promise<Answer> {
  const { variable, service, region, method, path, headers = {}, body } = call;
  const endpoint =
    process.env[`AWS_ENDPOINT_URL_${variable}`] ?? process.env["AWS_ENDPOINT_URL"] ?? call.endpoint;
  const signed = aws4.sign(
    {
      host: new URL(endpoint).host,
      path,
      method,
      service,
      region,
      headers,
      ...(body ? { body } : {}),
    },
    await new STSClient(clientConfig(region)).config.credentials(),
  );
  const response = await fetch(new URL(path, endpoint), {
    method,
    ...(body ? { body } : {}),
    headers: signed.headers as Record<string, string>,
    signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
  });
  const answer = (await response.json()) as Record<string, string | undefined>;
  if (response.ok) return answer as Answer;
  const told = response.headers.get("x-amzn-errortype")?.split(":")[0] ?? answer["__type"] ?? "";
  const [code = `HTTP ${response.status}`] = /[^#]+$/.exec(told) ?? [];
  throw Object.assign(new Error(answer["message"] ?? code), { name: code });
}
