import { createHash, timingSafeEqual } from "node:crypto";
import { createMiddleware } from "hono/factory";
import { ORIGIN_KEY_HEADER } from "#lib/domain/origin-key";
import { answer } from "./problems.ts";

/**
 * Answers 403 to whatever does not bring the key that CloudFront sends: in production nobody goes round the page's
 * address, and what guards it.
 *
 * @param key undefined lets everybody by
 */
export const behindDistribution = (key: string | undefined) =>
  createMiddleware(async (c, next) => {
    if (key === undefined || isSame(c.req.header(ORIGIN_KEY_HEADER) ?? "", key)) return next();
    return answer(c, {
      status: 403,
      error: "wrong_address",
      message: "This API answers at the page's address only.",
    });
  });

/** In a time that says nothing of how much of it is right. */
const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

const digest = (text: string) => createHash("sha256").update(text).digest();
