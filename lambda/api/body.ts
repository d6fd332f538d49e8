import type { Context } from "hono";
import type { Problem } from "./problems.ts";

/** Bytes of a request's body; 280 code points of JSON escapes fit many times. */
export const BODY_MAX_BYTES = 16 * 1024;

/** The JSON of a request, or the problem with it. */
export async function jsonBody(c: Context): Promise<{ value: unknown } | { problem: Problem }> {
  const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    return {
      problem: {
        status: 415,
        error: "unsupported_media_type",
        message: `Send the body as application/json${type ? `, not ${type.slice(0, 80)}` : ""}.`,
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
