import type { Mailbox } from "../config.ts";
import { el, type Child } from "../dom.ts";

/** Tells where the code is: sent to `email`, and in the local copy's mailbox if there is one. */
export function codeSent(email: string, mailbox: Mailbox | null): Child[] {
  const sent = el(
    "p",
    { class: "step-intro" },
    "We sent a code of six digits to ",
    bold(email),
    ".",
  );
  if (mailbox === null) return [sent];
  return [
    sent,
    el(
      "p",
      { class: "step-notice" },
      "This is the local copy: your code is in ",
      ...place(mailbox),
    ),
  ];
}

function place(mailbox: Mailbox): Child[] {
  if ("href" in mailbox) {
    const { href } = mailbox;
    return [el("a", { href, target: "_blank", rel: "noopener" }, "the mailbox"), "."];
  }
  const command = el("code", {}, mailbox.command);
  return ["its mailbox. In its terminal, ", command, " shows where that is."];
}

function bold(text: string): HTMLElement {
  return el("strong", { class: "breakable" }, text);
}
