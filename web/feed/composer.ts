import { messageFaults } from "#lib/domain/message";
import { DEFAULT_TTL, TTL_INTERVALS } from "#lib/domain/ttl";
import type { Activity } from "./activity.ts";
import type { Api } from "../api.ts";
import { counterFor } from "./counter.ts";
import { el, setText } from "../dom.ts";
import { ownProblem, problemsFor } from "../errors.ts";
import type { TextStore } from "../stored.ts";

/** Where an unsent crud is kept in sessionStorage. */
export const DRAFT_KEY = "cruddur.draft";

/** The form that posts a crud. Its draft survives a failed post, a reload and a lost session. */
export function composer(
  api: Pick<Api, "post">,
  store: TextStore,
  onPosted: (activity: Activity) => void,
): HTMLFormElement {
  const message = el("textarea", {
    id: "composer-message",
    name: "message",
    rows: 2,
    "data-testid": "composer-message",
    "aria-describedby": "composer-error composer-keys",
  });
  const ttl = el(
    "select",
    { id: "composer-ttl", name: "ttl", "data-testid": "composer-ttl" },
    ...Object.entries(TTL_INTERVALS).map(([value, label]) => {
      return el("option", { value, selected: value === DEFAULT_TTL }, label);
    }),
  );
  const count = el("span", { class: "counter", "data-testid": "composer-counter" });
  const spoken = el("span", { class: "visually-hidden", role: "status" });
  const submit = el(
    "button",
    { class: "button primary", type: "submit", "data-testid": "composer-submit" },
    "Post",
  );
  const error = el("p", { class: "field-error", id: "composer-error", role: "alert" });
  const keys = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘ Enter" : "Ctrl Enter";

  const form = el(
    "form",
    { class: "composer", "data-testid": "composer", novalidate: true, "aria-label": "New crud" },
    el("label", { for: "composer-message" }, "Say something that won’t last"),
    message,
    error,
    el(
      "div",
      { class: "composer-row" },
      el("div", { class: "composer-ttl" }, el("label", { for: "composer-ttl" }, "Gone after"), ttl),
      el("span", { class: "composer-keys", id: "composer-keys" }, `${keys} posts`),
      el("div", { class: "composer-send" }, count, spoken, submit),
    ),
  );

  function showCount(): void {
    const { left, level, sentence } = counterFor(message.value);
    setText(count, String(left));
    count.dataset["level"] = level;
    count.title = sentence;
    // Only told when it matters: a count after every key would drown the typing.
    setText(spoken, level === "calm" ? "" : sentence);
    message.setAttribute("aria-invalid", String(level === "over"));
    grow();
  }

  // Where the style sheet's field-sizing is not known yet.
  function grow(): void {
    if (CSS.supports("field-sizing", "content")) return;
    message.style.height = "auto";
    message.style.height = `${message.scrollHeight + 2}px`;
  }

  function showError(sentence: string, field: HTMLElement): void {
    setText(error, sentence);
    if (sentence) field.focus();
    if (sentence && field === message) message.setAttribute("aria-invalid", "true");
  }

  let sending = false;

  async function post(): Promise<void> {
    if (sending) return;
    const [fault] = messageFaults(message.value);
    if (fault === "message_exceed_max_chars") {
      return showError(`That is ${counterFor(message.value).sentence}.`, message);
    }
    if (fault) return showError(ownProblem(fault).sentence, message);
    setSending(true);
    try {
      const activity = await api.post(message.value, ttl.value);
      setSending(false);
      message.value = "";
      store.removeItem(DRAFT_KEY);
      showCount();
      showError("", message);
      message.focus();
      onPosted(activity);
    } catch (thrown) {
      setSending(false);
      const problems = problemsFor(thrown);
      const field = problems[0]?.field === "ttl" ? ttl : message;
      showError(problems.map(({ sentence }) => sentence).join(" "), field);
    }
  }

  function setSending(now: boolean): void {
    sending = now;
    for (const control of [message, ttl, submit]) control.disabled = now;
    setText(submit, now ? "Posting…" : "Post");
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void post();
  });
  message.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void post();
  });
  message.addEventListener("input", () => {
    store.setItem(DRAFT_KEY, message.value);
    setText(error, "");
    showCount();
  });

  message.value = store.getItem(DRAFT_KEY) ?? "";
  requestAnimationFrame(showCount);
  setText(count, String(counterFor(message.value).left));
  return form;
}
