import { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { v7 as uuidv7 } from "uuid";
import { run, type Queryable } from "#lib/sql/statement";
import { createActivity } from "#sql/create-activity";
import { listHomeActivities } from "#sql/list-home-activities";
import { parseActivity, type NewActivity } from "./activity.ts";
import { jsonBody } from "./body.ts";
import { FIRST_PAGE, formatCursor, parseCursor } from "./cursor.ts";
import { claimsOf, type Identity } from "./gateway-claims.ts";
import { healthOf } from "./health.ts";
import type { Verify } from "./identity.ts";
import { behindDistribution } from "./origin-key.ts";
import { answer, problemIn, UNAUTHORIZED } from "./problems.ts";
import { ProfilePendingError, profileOf, writePendingProfile } from "./profile.ts";

export interface AppOptions {
  readonly database: Queryable;
  readonly verify: Verify;
  /** The `target` of `/api/health`: "local" or the stack's name. */
  readonly target: string;
  /** What CloudFront sends with each request. @default undefined, where everybody may ask */
  readonly originKey?: string | undefined;
  /** Called with every error that a route did not answer itself. */
  onError(error: unknown, sub: string | undefined): void;
}

/** The variables of a route behind `signedIn`. */
interface Signed {
  Variables: { identity: Identity };
}

const PAGE = { standard: 20, most: 100 };

/** The HTTP API. Identity comes from the verified access token only, never from a body. */
export function createApp({ database, verify, target, originKey, onError }: AppOptions) {
  const app = new Hono<Signed>().basePath("/api");

  app.use("*", async (c, next) => {
    await next();
    c.header("X-Content-Type-Options", "nosniff");
    if (!c.res.headers.has("Cache-Control")) c.header("Cache-Control", "no-store");
  });

  app.use("*", behindDistribution(originKey));

  const signedIn = createMiddleware<Signed>(async (c, next) => {
    const identity = await verify(c.req.header("authorization"), claimsOf(c.env));
    if (!identity) return answer(c, UNAUTHORIZED);
    c.set("identity", identity);
    return next();
  });

  const health = healthOf({ database, target, onError: (error) => onError(error, undefined) });
  app.get("/health", async (c) => {
    const found = await health();
    if (!("details" in found)) return answer(c, found);
    return c.json({ status: "ok", target, ...found.details });
  });

  app.get("/activities/home", async (c) => {
    const limit = c.req.query("limit") ?? String(PAGE.standard);
    const after = c.req.query("after");
    const cursor = after === undefined ? FIRST_PAGE : parseCursor(after);
    const pageSize = Number(limit);
    const errors = [
      ...(/^\d{1,3}$/.test(limit) && pageSize >= 1 && pageSize <= PAGE.most
        ? []
        : ["limit_invalid"]),
      ...(cursor ? [] : ["after_invalid"]),
    ];
    if (!cursor || errors.length > 0) {
      return answer(c, {
        status: 400,
        error: "invalid_query",
        message: `limit is 1 to ${PAGE.most}; after is what the Link header of the page before gave.`,
        errors,
      });
    }
    const [page] = await run(database, listHomeActivities, { ...cursor, pageSize });
    if (page!.nextCreatedAt !== null && page!.nextUuid !== null) {
      const next = formatCursor({
        beforeCreatedAt: page!.nextCreatedAt,
        beforeUuid: page!.nextUuid,
      });
      c.header("Link", `</api/activities/home?limit=${pageSize}&after=${next}>; rel="next"`);
    }
    return c.body(page!.activities, 200, { "Content-Type": "application/json" });
  });

  app.post("/activities", signedIn, async (c) => {
    const body = await jsonBody(c);
    if ("problem" in body) return answer(c, body.problem);
    const activity = parseActivity(body.value);
    if (!("message" in activity)) {
      return answer(c, {
        status: 422,
        error: "invalid_activity",
        message: "The crud cannot be posted as it is.",
        errors: activity,
      });
    }
    return c.body(await writeActivity(database, c.get("identity"), activity), 201, {
      "Content-Type": "application/json",
    });
  });

  app.get("/me", signedIn, async (c) => {
    const { uuid, handle, display_name, email, created_at } = await profileOf(
      database,
      c.get("identity"),
    );
    return c.json({ uuid, handle, display_name, email, created_at });
  });

  app.notFound((c) =>
    answer(c, { status: 404, error: "not_found", message: "There is nothing at this address." }),
  );

  app.onError(async (error, c) => {
    onError(error, c.get("identity")?.sub);
    return answer(c, await problemIn(database, error));
  });

  return app;
}

/** The written crud as JSON. A caller whose row is missing gets it first. */
async function writeActivity(
  database: Queryable,
  identity: Identity,
  activity: NewActivity,
): Promise<string> {
  const parameters = { ...activity, uuid: uuidv7(), cognitoUserId: identity.sub };
  const [written] = await run(database, createActivity, parameters);
  if (written) return written.activity;
  await writePendingProfile(database, identity);
  const [second] = await run(database, createActivity, parameters);
  if (!second) throw new ProfilePendingError("the row is not there");
  return second.activity;
}
