import { randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
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
  /** Opens it to its owner who reads it from elsewhere; another one each start. */
  readonly token = randomBytes(16).toString("base64url");
  #mails: CapturedMail[] = [];

  opensWith(token: string | null): boolean {
    const [given, own] = [Buffer.from(token ?? ""), Buffer.from(this.token)];
    return given.length === own.length && timingSafeEqual(given, own);
  }

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
