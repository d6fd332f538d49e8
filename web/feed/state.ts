import { expiryOf, type Activity, type Page } from "./activity.ts";

/** The feed's cruds, shown or waiting. Every function below returns a new state. */
export interface FeedState {
  /** On the page, newest first. */
  shown: readonly Activity[];
  /** Fetched by a quiet refresh, not on the page yet. */
  waiting: readonly Activity[];
  /** Set when so much is new that the waiting ones do not reach down to the shown ones. */
  replacement: Page | null;
  /** Where older ones are, or null. */
  next: string | null;
}

export function firstPage(page: Page): FeedState {
  return { shown: page.activities, waiting: [], replacement: null, next: page.next };
}

export function withOlder(state: FeedState, page: Page): FeedState {
  return { ...state, shown: merged(state.shown, page.activities), next: page.next };
}

/** A newly fetched first page: what is new waits, so that nothing moves under the reader's eyes. */
export function withRefresh(state: FeedState, page: Page): FeedState {
  if (state.shown.length === 0) return firstPage(page);
  const known = new Set(state.shown.map(({ uuid }) => uuid));
  const waiting = page.activities.filter(({ uuid }) => !known.has(uuid));
  const oldest = page.activities.at(-1);
  const reachesDown = page.next === null || !oldest || known.has(oldest.uuid);
  return { ...state, waiting, replacement: reachesDown ? null : page };
}

export function withWaitingShown(state: FeedState): FeedState {
  if (state.replacement) return firstPage(state.replacement);
  return { ...state, shown: merged(state.waiting, state.shown), waiting: [] };
}

export function withPosted(state: FeedState, activity: Activity): FeedState {
  const waiting = state.waiting.filter(({ uuid }) => uuid !== activity.uuid);
  return { ...state, shown: merged([activity], state.shown), waiting };
}

/** @param now milliseconds since 1970, by the server's clock */
export function withoutExpired(state: FeedState, now: number): FeedState {
  const alive = (activity: Activity): boolean => expiryOf(activity) > now;
  if (state.shown.every(alive) && state.waiting.every(alive)) return state;
  return { ...state, shown: state.shown.filter(alive), waiting: state.waiting.filter(alive) };
}

function merged(newer: readonly Activity[], older: readonly Activity[]): Activity[] {
  const byUuid = new Map([...newer, ...older].map((activity) => [activity.uuid, activity]));
  return [...byUuid.values()].sort((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at));
}
