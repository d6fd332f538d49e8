import { button, el } from "../dom.ts";

/** The feed's fixed elements, all in the page from the start, so that live regions are known before they speak. */
export interface FeedParts {
  list: HTMLUListElement;
  skeleton: HTMLElement;
  empty: HTMLElement;
  error: HTMLElement;
  errorText: HTMLElement;
  pill: HTMLButtonElement;
  older: HTMLButtonElement;
  olderError: HTMLElement;
}

export interface FeedActions {
  retry(): void;
  showWaiting(): void;
  loadOlder(): void;
}

/** Builds the parts inside `region`. */
export function feedPartsIn(region: HTMLElement, actions: FeedActions): FeedParts {
  const list = el("ul", { class: "feed", "data-testid": "feed", role: "list", hidden: true });
  const errorText = el("p");
  const error = el(
    "div",
    { class: "notice", "data-testid": "feed-error", hidden: true },
    errorText,
    button("Try now", actions.retry, { class: "button quiet" }),
  );
  const pill = button("", actions.showWaiting, {
    class: "button pill",
    "data-testid": "new-cruds",
    hidden: true,
  });
  const older = button("Show older", actions.loadOlder, {
    class: "button older",
    "data-testid": "load-more",
    hidden: true,
  });
  const olderError = el("p", { class: "field-error", role: "alert" });
  const empty = el(
    "div",
    { class: "empty", "data-testid": "feed-empty", hidden: true },
    el("span", { class: "empty-ring", "aria-hidden": "true" }),
    el("h2", {}, "Nothing here right now"),
    el(
      "p",
      {},
      "Every crud has run out, or nobody has said anything yet. The next one could be yours.",
    ),
  );
  const skeleton = skeletonView();
  region.replaceChildren(
    el("div", { role: "status" }, error),
    el("div", { class: "pill-place", role: "status" }, pill),
    skeleton,
    empty,
    list,
    el("div", { class: "feed-end" }, older, olderError),
  );
  return { list, skeleton, empty, error, errorText, pill, older, olderError };
}

function skeletonView(): HTMLElement {
  const row = (): HTMLElement =>
    el(
      "div",
      { class: "skeleton-row" },
      el("span", { class: "bone round" }),
      el("span", { class: "bone short" }),
      el("span", { class: "bone" }),
      el("span", { class: "bone half" }),
    );
  return el(
    "div",
    { class: "skeleton" },
    el("p", { class: "visually-hidden" }, "Loading cruds…"),
    el("div", { "aria-hidden": "true" }, row(), row(), row()),
  );
}
