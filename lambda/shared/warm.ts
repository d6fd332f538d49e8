import { isWarmEvent } from "#lib/domain/warm-event";

type Handler<Event, Context, Result> = (event: Event, context: Context) => Promise<Result>;

/**
 * A handler that answers the weekly schedule's event before anything else: nothing is done, the database is not
 * asked. Called once a week, the function keeps its network interfaces.
 */
export function keptWarm<Event, Context, Result>(
  handler: Handler<Event, Context, Result>,
): Handler<Event, Context, Result | undefined> {
  return async (event, context) => (isWarmEvent(event) ? undefined : handler(event, context));
}
