/** The event that the weekly schedule sends to a function: nothing is to be done. */
export const WARM_EVENT = { warm: true } as const;

/** Whether an event is the schedule's. Cognito and API Gateway make theirs with many keys, none of which people choose. */
export function isWarmEvent(event: unknown): boolean {
  if (typeof event !== "object" || event === null) return false;
  return Object.keys(event).length === 1 && (event as { warm?: unknown }).warm === true;
}
