import { randomUUID } from "node:crypto";
import type { Mail } from "./cognito/mail.ts";

/** A captured mail, as `/_local/mail.json` gives it. */
export interface CapturedMail extends Mail {
  readonly id: string;
  /** When it was sent, ISO 8601. */
  readonly at: string;
}

/** Mails kept; older ones are dropped. */
const MOST = 200;

/** Where the local user pool's mails end: in memory, for the mailbox page and for tests. */
export class Mailbox {
  #mails: CapturedMail[] = [];

  deliver(mail: Mail): void {
    const captured = { ...mail, id: randomUUID(), at: new Date().toISOString() };
    this.#mails = [captured, ...this.#mails].slice(0, MOST);
  }

  /** Newest first. `to` is compared without case. */
  list(to?: string): readonly CapturedMail[] {
    const wanted = to?.trim().toLowerCase();
    return wanted ? this.#mails.filter((mail) => mail.to.toLowerCase() === wanted) : this.#mails;
  }
}
