import { el, type Child } from "../dom.ts";

/** Tells where the code is: sent to `email`, and in the local copy's mailbox if there is one. */
export function codeSent(email: string, mailbox: string | null): Child[] {
  const sent = el(
    "p",
    { class: "step-intro" },
    "We sent a code of six digits to ",
    bold(email),
    ".",
  );
  if (mailbox === null) return [sent];
  const link = el("a", { href: mailbox, target: "_blank", rel: "noopener" }, "the mailbox");
  return [
    sent,
    el("p", { class: "step-notice" }, "This is the local copy: your code is in ", link, "."),
  ];
}

function bold(text: string): HTMLElement {
  return el("strong", { class: "breakable" }, text);
}
