import { avatarView } from "../feed/crud-view.ts";
import { button, el } from "../dom.ts";
import { confirmForm } from "../forms/confirm.ts";
import { forgotForm } from "../forms/forgot.ts";
import { resetForm } from "../forms/reset.ts";
import { signInForm } from "../forms/sign-in.ts";
import { signUpForm } from "../forms/sign-up.ts";
import type { Step, StepContext } from "../forms/step.ts";
import type { TextStore } from "../stored.ts";

/** Where the email of an unfinished sign-up is kept in sessionStorage, so that a reload returns to its code. */
const CONFIRMING_KEY = "cruddur.confirming";

/** Who is shown as signed in. */
export interface Profile {
  name: string;
  handle: string;
}

export interface AccountPanel {
  showSignedOut(step: Step): void;
  showSignedIn(profile: Profile, signOut: () => void): void;
}

/** The panel beside the feed: an invitation, one of the account forms, or who is signed in. */
export function accountPanel(
  place: HTMLElement,
  services: Pick<StepContext, "cognito" | "session" | "mailbox">,
  store: TextStore,
): AccountPanel {
  const context: StepContext = {
    ...services,
    typed: { email: store.getItem(CONFIRMING_KEY) ?? "", password: "" },
    go(step) {
      show(step);
      place.scrollIntoView({ block: "nearest" });
      place.querySelector<HTMLElement>("h2")?.focus();
    },
  };

  function show(step: Step): void {
    if (step.name === "confirm") store.setItem(CONFIRMING_KEY, context.typed.email);
    else store.removeItem(CONFIRMING_KEY);
    place.replaceChildren(viewFor(step, context));
  }

  return {
    showSignedOut(step) {
      const unfinished = step.name === "welcome" && store.getItem(CONFIRMING_KEY) !== null;
      show(unfinished ? { name: "confirm", coolDown: false } : step);
    },
    showSignedIn(profile, signOut) {
      store.removeItem(CONFIRMING_KEY);
      context.typed.password = "";
      place.replaceChildren(signedInView(profile, signOut));
    },
  };
}

function viewFor(step: Step, context: StepContext): HTMLElement {
  switch (step.name) {
    case "welcome":
      return welcomeView(context);
    case "sign-up":
      return signUpForm(context);
    case "sign-in":
      return signInForm(context, step.notice);
    case "confirm":
      return confirmForm(context, step.coolDown);
    case "forgot":
      return forgotForm(context);
    case "reset":
      return resetForm(context);
  }
}

function welcomeView({ go }: StepContext): HTMLElement {
  const open = (step: Step, label: string, look: string): HTMLButtonElement =>
    button(label, () => go(step), { class: `button ${look}`, "data-testid": `open-${step.name}` });
  return el(
    "div",
    { class: "welcome" },
    el("h2", { tabindex: -1 }, "Say it for now"),
    el(
      "p",
      {},
      "Cruddur is for small thoughts with an end date. You choose how long each one stays, from an hour to a month.",
    ),
    el(
      "div",
      { class: "welcome-buttons" },
      open({ name: "sign-up" }, "Join Cruddur", "primary"),
      open({ name: "sign-in" }, "Sign in", ""),
    ),
  );
}

function signedInView({ name, handle }: Profile, signOut: () => void): HTMLElement {
  return el(
    "div",
    { class: "profile" },
    avatarView(name, handle),
    el(
      "div",
      { class: "profile-who" },
      el("h2", { tabindex: -1, class: "visually-hidden" }, "You are signed in"),
      el("bdi", { class: "profile-name" }, name),
      el("span", { class: "crud-handle" }, `@${handle}`),
    ),
    button("Sign out", signOut, { class: "button quiet", "data-testid": "sign-out" }),
  );
}
