import type { Context } from "hono";
import type { Problem } from "./problems.ts";

/** Bytes of a request's body; 280 code points of JSON escapes fit many times. */
const BODY_MAX_BYTES = 16 * 1024;

/** The JSON of a request, or the problem with it. */
export async function jsonBody(c: Context): Promise<{ value: unknown } | { problem: Problem }> {
  const [type, ...parameters] = (c.req.header("content-type") ?? "")
    .split(";")
    .map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith("charset="));
  if (type !== "application/json" || !["utf-8", '"utf-8"', undefined].includes(charset?.slice(8))) {
    return {
      problem: {
        status: 415,
        error: "unsupported_media_type",
        message: `Send the body as application/json in UTF-8${type ? `, not ${[type, charset].join(" ").slice(0, 80)}` : ""}.`,
      },
    };
  }
  const bytes = await c.req.arrayBuffer();
  if (bytes.byteLength > BODY_MAX_BYTES) {
    return {
      problem: {
        status: 413,
        error: "body_too_large",
        message: `The body has ${bytes.byteLength} bytes; ${BODY_MAX_BYTES} are the most.`,
      },
    };
  }
  try {
    return { value: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) };
  } catch {
    return {
      problem: { status: 400, error: "malformed_json", message: "The body is not valid JSON." },
    };
  }
}
