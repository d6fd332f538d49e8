import type { Delivery, UpstreamContext } from "./internals.ts";

/** A message that Cognito would have sent by mail. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
  /** The code, or the temporary password, that `text` carries. */
  code: string;
  kind: MailKind;
}

export type MailKind =
  | "SignUp"
  | "ResendCode"
  | "ForgotPassword"
  | "AdminCreateUser"
  | "UpdateUserAttribute"
  | "VerifyUserAttribute"
  | "Authentication";

/** Cognito's default texts. */
function mailFor(kind: MailKind, to: string, code: string): Mail {
  if (kind === "AdminCreateUser") {
    const text = `Your username is ${to} and temporary password is ${code}.`;
    return { to, subject: "Your temporary password", text, code, kind };
  }
  if (kind === "ForgotPassword") {
    const text = `Your password reset code is ${code}.`;
    return { to, subject: "Your verification code", text, code, kind };
  }
  return {
    to,
    subject: "Your verification code",
    text: `Your confirmation code is ${code}.`,
    code,
    kind,
  };
}

/** Stands where cognito-local has its message delivery; it hands over mail only, as the pool has no telephone. */
export class MailMessages {
  readonly #deliver: (mail: Mail) => void;

  constructor(deliver: (mail: Mail) => void) {
    this.#deliver = deliver;
  }

  deliver(
    context: UpstreamContext,
    source: string,
    _clientId: string | null,
    _userPoolId: string,
    _user: object,
    code: string,
    _clientMetadata: unknown,
    delivery: Delivery,
  ): Promise<void> {
    // cognito-local sends a code even to a user whom PreSignUp has confirmed already.
    if (delivery.DeliveryMedium === "EMAIL" && !context.decisions?.autoConfirmed) {
      this.send(source as MailKind, delivery.Destination, code);
    }
    return Promise.resolve();
  }

  /** The way of our own actions, which know what they send and to whom. */
  send(kind: MailKind, to: string, code: string): void {
    this.#deliver(mailFor(kind, to, code));
  }
}

/** `ada@example.com` as Cognito shows it: `a***@e***`. */
function maskedAddress(address: string): string {
  const [local = "", domain = ""] = address.split("@");
  return `${local.slice(0, 1)}***@${domain.slice(0, 1)}***`;
}

/** Where a code went, as a response tells it. */
export function deliveryTo(address: string): Delivery {
  return { AttributeName: "email", DeliveryMedium: "EMAIL", Destination: maskedAddress(address) };
}
