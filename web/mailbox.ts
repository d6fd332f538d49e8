import { byId, el, setText } from "./dom.ts";
import { say } from "./status.ts";
import { startThemeToggle } from "./theme-toggle.ts";
import { relativeTime } from "./feed/time.ts";

/** A mail the local copy caught instead of sending it. */
interface Mail {
  id: string;
  to: string;
  subject: string;
  text: string;
  code: string | null;
  /** When it was sent, ISO 8601. */
  at: string;
}

/** How often new mail is looked for, in milliseconds. */
const REFRESH_EVERY = 2_000;

const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "medium" });

async function copy(code: string, from: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(code);
    say(`Copied ${code}.`);
  } catch {
    // No clipboard on a plain-HTTP origin: select it, so that one key copies it.
    getSelection()?.selectAllChildren(from);
    say("Selected. Copy it with Ctrl C.");
  }
}

function mailView(mail: Mail): HTMLElement {
  const digits = el("span", { class: "mail-digits" }, mail.code ?? "");
  const code = el("button", { type: "button", class: "mail-code" }, digits, el("span", {}, "Copy"));
  code.addEventListener("click", () => void copy(mail.code ?? "", digits));
  const age = el("time", { datetime: mail.at, title: absolute.format(Date.parse(mail.at)) });
  return el(
    "li",
    { class: "mail" },
    el("h2", {}, mail.subject),
    el("p", { class: "mail-meta" }, el("span", { class: "breakable" }, `To ${mail.to}`), " ", age),
    mail.code ? code : null,
    el("p", { class: "mail-text", dir: "auto" }, mail.text),
  );
}

function start(): void {
  const list = el("ul", { class: "feed", role: "list", "data-testid": "mails", hidden: true });
  const empty = el(
    "div",
    { class: "empty", "data-testid": "mails-empty", hidden: true },
    el("span", { class: "empty-ring", "aria-hidden": "true" }),
    el("h2", {}, "No mail yet"),
    el("p", {}, "Sign up or ask for a new password, and its code appears here by itself."),
  );
  const errorText = el("p");
  const error = el("div", { class: "notice", hidden: true }, errorText);
  byId("mails").replaceChildren(el("div", { role: "status" }, error), empty, list);
  const views = new Map<string, HTMLElement>();

  async function refresh(): Promise<void> {
    try {
      const response = await fetch(`/_local/mail.json${location.search}`, { cache: "no-store" });
      if (response.status === 403) {
        fail(((await response.json()) as { message: string }).message);
        return;
      }
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      show((await response.json()) as Mail[]);
      error.hidden = true;
    } catch {
      fail("The local host does not answer; trying again…");
    }
  }

  function fail(sentence: string): void {
    setText(errorText, sentence);
    error.hidden = false;
  }

  function show(mails: Mail[]): void {
    const ids = new Set(mails.map(({ id }) => id));
    for (const [id, view] of views) {
      if (!ids.has(id) && views.delete(id)) view.remove();
    }
    // Oldest first, each put on top: existing ones stay where they are and keep their focus.
    for (const mail of mails.toReversed()) {
      const view = views.get(mail.id) ?? mailView(mail);
      if (!views.has(mail.id)) list.prepend(view);
      views.set(mail.id, view);
      const age = view.querySelector("time");
      if (age) setText(age, relativeTime(Date.now() - Date.parse(mail.at)));
    }
    empty.hidden = mails.length > 0;
    list.hidden = mails.length === 0;
  }

  setInterval(() => void (document.hidden || refresh()), REFRESH_EVERY);
  document.addEventListener("visibilitychange", () => void refresh());
  void refresh();
}

startThemeToggle();
start();
