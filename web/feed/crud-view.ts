import { expiryOf, type Activity } from "./activity.ts";
import { initialsFor, hueFor } from "./avatar.ts";
import { el, setText, svg } from "../dom.ts";
import { counted } from "../plural.ts";
import { expiresIn, lifeLeft, relativeTime } from "./time.ts";

/** One crud on the page. */
export interface CrudView {
  element: HTMLLIElement;
  /** Brings the times up to date. @param now milliseconds since 1970, by the server's clock */
  update(now: number): void;
}

/** The last part of a life, in milliseconds, in which the time left is set off in colour. */
const ENDING = 3_600_000;

const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "short" });

/** The coloured circle with a person's initials. Decoration: the name always stands beside it. */
export function avatarView(name: string, handle: string, ring: SVGElement | null = null): Element {
  const disc = el("span", { class: "avatar-disc" }, initialsFor(name, handle));
  disc.style.setProperty("--hue", String(hueFor(handle)));
  return el("span", { class: "avatar", "aria-hidden": "true" }, ring, disc);
}

export function crudView(activity: Activity): CrudView {
  const created = Date.parse(activity.created_at);
  const expiry = expiryOf(activity);
  const ring = ringView();
  const age = el("time", { datetime: activity.created_at, title: absolute.format(created) });
  const expires = expiresView(activity);

  const name = el("bdi", { class: "crud-name" }, activity.display_name);
  const handle = el("span", { class: "crud-handle" }, `@${activity.handle}`);
  const message = el("p", { class: "crud-message", dir: "auto", "data-testid": "crud-message" });
  message.textContent = activity.message;

  const article = el(
    "article",
    { "aria-label": `${activity.display_name}, @${activity.handle}` },
    avatarView(activity.display_name, activity.handle, ring.element),
    el("div", { class: "crud-body" },
      el("p", { class: "crud-head" }, name, " ", handle, " ", age),
      message,
      footView(activity, expires),
    ),
  ); // prettier-ignore
  const element = el("li", { class: "crud", "data-testid": "crud", tabindex: -1 }, article);
  element.dataset["uuid"] = activity.uuid;

  return {
    element,
    update(now) {
      setText(age, relativeTime(now - created));
      if (!expires) return;
      setText(expires, expiresIn(expiry - now) ?? "expired");
      ring.set(lifeLeft({ from: created, until: expiry, now }));
      element.classList.toggle("ending", expiry - now < ENDING);
    },
  };
}

function expiresView({ expires_at: at }: Activity): HTMLTimeElement | null {
  if (at === null) return null;
  const title = `Expires ${absolute.format(Date.parse(at))}`;
  return el("time", { class: "crud-expires", datetime: at, title, "data-testid": "crud-expires" });
}

function footView(activity: Activity, expires: HTMLTimeElement | null): HTMLElement | null {
  const counts: [number, string, string][] = [
    [activity.replies_count, "reply", "replies"],
    [activity.reposts_count, "repost", "reposts"],
    [activity.likes_count, "like", "likes"],
  ];
  const words = counts
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => el("span", {}, counted(count, one, many)));
  if (!expires && words.length === 0) return null;
  return el("p", { class: "crud-foot" }, expires, ...words);
}

/** The ring around an avatar, which burns down with the crud's life. */
function ringView(): { element: SVGElement; set(left: number): void } {
  const circle = { cx: 27, cy: 27, r: 25, pathLength: 100 };
  const rest = svg("circle", { ...circle, class: "ring-left", "stroke-dasharray": "0 100" });
  const track = svg("circle", { ...circle, class: "ring-track" });
  const element = svg("svg", { class: "ring", viewBox: "0 0 54 54" }, track, rest);
  return {
    element,
    set(left) {
      const dashes = `${(left * 100).toFixed(1)} 100`;
      if (rest.getAttribute("stroke-dasharray") !== dashes) {
        rest.setAttribute("stroke-dasharray", dashes);
      }
    },
  };
}
