import type { Activity, Page } from "./activity.ts";
import type { Clock } from "./clock.ts";
import { crudView, type CrudView } from "./crud-view.ts";
import { setText } from "../dom.ts";
import { ServiceError } from "../errors.ts";
import { feedPartsIn } from "./parts.ts";
import { feedSentence, newCrudsLabel } from "./sentence.ts";
import * as states from "./state.ts";
import { retryDelay } from "./retry-delay.ts";
import { say } from "../status.ts";

/** How often the feed looks for new cruds while the page is seen, in milliseconds. */
const REFRESH_EVERY = 15_000;

/** How long a crud takes to fade; style.css has the same number. */
const FADE = 600;

export interface Feed {
  /** Puts the user's own new crud on top. */
  posted(activity: Activity): void;
}

/**
 * Fills `region` with the feed and keeps it up to date for as long as the page lives.
 * @param home fetches the newest page, or the one a page's `next` points to
 */
export function startFeed(
  region: HTMLElement,
  home: (next?: string) => Promise<Page>,
  clock: Clock,
): Feed {
  const parts = feedPartsIn(region, { retry: () => void refresh(), showWaiting, loadOlder });
  const views = new Map<string, CrudView>();
  let state: states.FeedState | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let refreshing = false;
  let loadingOlder = false;

  async function refresh(): Promise<void> {
    if (refreshing) return;
    refreshing = true;
    clearTimeout(timer);
    let delay = REFRESH_EVERY;
    try {
      const page = await home();
      state = state ? states.withRefresh(state, page) : states.firstPage(page);
      if (failures > 0) say("The cruds are back.");
      failures = 0;
      parts.error.hidden = true;
      render();
    } catch (error) {
      failures++;
      if (!(error instanceof ServiceError)) console.error(error);
      setText(parts.errorText, feedSentence(error, navigator.onLine));
      parts.error.hidden = false;
      delay = retryDelay(failures, error instanceof ServiceError ? error.retryAfter : undefined);
    } finally {
      refreshing = false;
      timer = setTimeout(refreshIfSeen, delay);
    }
  }

  // A hidden page asks nothing; it catches up when it is seen again.
  function refreshIfSeen(): void {
    if (!document.hidden) void refresh();
  }

  function showWaiting(): void {
    if (!state) return;
    state = states.withWaitingShown(state);
    render();
    region.scrollIntoView({ block: "start" });
    (parts.list.firstElementChild as HTMLElement | null)?.focus({ preventScroll: true });
  }

  function loadOlder(): void {
    const next = state?.next;
    if (!next || loadingOlder) return;
    loadingOlder = true;
    setText(parts.older, "Loading…");
    setText(parts.olderError, "");
    const last = parts.list.lastElementChild;
    home(next)
      .then((page) => {
        // A replacement in the meantime has its own next page; this answer no longer joins on.
        if (state?.next === next) state = states.withOlder(state, page);
        render();
        if (parts.older.hidden) (last?.nextElementSibling as HTMLElement | null)?.focus();
      })
      .catch(() => setText(parts.olderError, "Older cruds could not be loaded. Try again."))
      .finally(() => {
        loadingOlder = false;
        setText(parts.older, "Show older");
      });
  }

  function render(): void {
    if (!state) return;
    const now = clock.now();
    state = states.withoutExpired(state, now);
    const { shown, waiting, replacement, next } = state;
    const wanted = new Set(shown.map(({ uuid }) => uuid));
    for (const [uuid, view] of views) if (!wanted.has(uuid)) leave(uuid, view);
    let after: Element | null = null;
    for (const activity of shown) {
      const view = views.get(activity.uuid) ?? crudView(activity);
      views.set(activity.uuid, view);
      view.update(now);
      after = placed(view.element, after);
    }
    parts.skeleton.hidden = true;
    parts.empty.hidden = shown.length > 0;
    parts.list.hidden = views.size === 0 && parts.list.childElementCount === 0;
    parts.older.hidden = next === null;
    parts.pill.hidden = waiting.length === 0;
    setText(parts.pill, waiting.length ? newCrudsLabel(waiting.length, replacement !== null) : "");
  }

  /** Puts the element after `after`, moving it only if it is elsewhere: moving loses focus and selection. */
  function placed(element: HTMLElement, after: Element | null): Element {
    let place = after ? after.nextElementSibling : parts.list.firstElementChild;
    while (place?.classList.contains("leaving")) place = place.nextElementSibling;
    if (place !== element) parts.list.insertBefore(element, place);
    return element;
  }

  function leave(uuid: string, view: CrudView): void {
    views.delete(uuid);
    view.element.classList.add("leaving");
    if (view.element.contains(document.activeElement)) region.focus({ preventScroll: true });
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    setTimeout(
      () => {
        view.element.remove();
        parts.list.hidden = parts.list.childElementCount === 0;
      },
      calm ? 0 : FADE,
    );
  }

  setInterval(render, 1_000);
  document.addEventListener("visibilitychange", refreshIfSeen);
  addEventListener("online", () => void refresh());
  addEventListener("offline", () => void refresh());
  void refresh();

  return {
    posted(activity) {
      if (!state) return void refresh();
      state = states.withPosted(state, activity);
      render();
      views.get(activity.uuid)?.element.classList.add("fresh");
    },
  };
}
