import { DISPLAY_NAME_RULE } from "#lib/domain/display-name";
import { HANDLE_RULE } from "#lib/domain/handle";
import { MESSAGE_MAX } from "#lib/domain/message";
import type { ActivityCode, SignUpCode, WaitCode } from "#lib/domain/problem-codes";

/** Something Cognito or the API refused, or a network that did not answer (`code` "network"). */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  /** Cognito's error name (`CodeMismatchException`), a trigger's (`HANDLE_TAKEN`) or the API's (`message_blank`). */
  readonly code: string;
  /** Every code of the answer, when it named several. */
  readonly codes: readonly string[];
  /** Seconds the server asks to wait, if it said so. */
  readonly retryAfter: number | undefined;

  constructor(
    code: string,
    message: string,
    more: { codes?: readonly string[]; retryAfter?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.code = code;
    this.codes = more.codes?.length ? more.codes : [code];
    this.retryAfter = more.retryAfter;
  }
}

/** The field a problem belongs to; null is the form as a whole. */
export type FieldName = "name" | "handle" | "email" | "password" | "code" | "message" | "ttl";

export interface Problem {
  field: FieldName | null;
  sentence: string;
}

const WAIT = "That was too many tries. Wait a few minutes, then try again.";

type Sentence = readonly [FieldName | null, string];

/** The codes of our own that people can meet. */
export type OwnCode = "network" | SignUpCode | ActivityCode | WaitCode;

const OWN_PROBLEMS: Readonly<Record<OwnCode, Sentence>> = {
  network: [null, "Cruddur cannot be reached. Check your connection and try again."],
  // Sign-up triggers
  HANDLE_TAKEN: ["handle", "Somebody already has this handle. Try another."],
  HANDLE_INVALID: ["handle", `Use ${HANDLE_RULE}.`],
  NAME_INVALID: ["name", `Use ${DISPLAY_NAME_RULE}.`],
  TRY_LATER: [null, "New accounts cannot be made just now. Try again in a minute."],
  // API
  message_blank: ["message", "Write something first."],
  message_invalid: ["message", "This holds a character that cannot be kept. Take it out."],
  message_exceed_max_chars: ["message", `A crud has at most ${MESSAGE_MAX} characters.`],
  ttl_blank: ["ttl", "Choose how long it stays."],
  ttl_invalid: ["ttl", "Choose one of the listed times."],
  unauthorized: [null, "Your session has ended. Sign in again; your draft is kept."],
  profile_pending: [null, "Your profile is still being made. Try again in a few seconds."],
  database_missing: [null, "There is no database. Your draft is kept; npm run db:setup makes one."],
  database_unavailable: [null, "The database is away. Your draft is kept; try again in a moment."],
  keys_unavailable: [null, "Sign-ins cannot be checked just now. Try again in a moment."],
  schema_foreign: [
    null,
    "The database holds other tables than Cruddur's. Your draft is kept; whoever runs this can type npm run doctor.",
  ],
  schema_missing: [null, "The database is being made. Your draft is kept; try again in a moment."],
};

const COGNITO_PROBLEMS: Readonly<Record<string, Sentence>> = {
  UsernameExistsException: [
    "email",
    "There is an account with this email already. Sign in instead.",
  ],
  AliasExistsException: ["email", "There is an account with this email already. Sign in instead."],
  UserNotFoundException: ["email", "There is no account with this email."],
  UserNotConfirmedException: ["email", "This email is not confirmed yet."],
  CodeDeliveryFailureException: [
    "email",
    "No code could be sent to this email. Check the address.",
  ],
  InvalidPasswordException: ["password", "This password is too easy. Meet all the rules below."],
  PasswordHistoryPolicyViolationException: [
    "password",
    "You have used this password before. Choose another.",
  ],
  PasswordResetRequiredException: [
    "password",
    "This password has to be changed. Use “Forgot password”.",
  ],
  CodeMismatchException: ["code", "That is not the code we sent. Check it and try again."],
  ExpiredCodeException: ["code", "This code no longer works. Ask for a new one."],
  LimitExceededException: [null, WAIT],
  // A web ACL in front of the pool, and one in front of the page or the API's own throttle.
  ForbiddenException: [null, WAIT],
  "HTTP 429": [null, WAIT],
  TooManyRequestsException: [null, WAIT],
  TooManyFailedAttemptsException: [null, WAIT],
  UnexpectedLambdaException: [null, "A part of Cruddur did not answer. Try again in a minute."],
  InternalErrorException: [null, "The sign-in service stumbled. Try again in a minute."],
};

const PROBLEMS = new Map(Object.entries({ ...OWN_PROBLEMS, ...COGNITO_PROBLEMS }));

/** The problem of a code that the page finds out by itself. */
export function ownProblem(code: OwnCode): Problem {
  const [field, sentence] = OWN_PROBLEMS[code];
  return { field, sentence };
}

/** Cognito uses these two for many things; only the message tells which. */
function problemInMessage(error: ServiceError): Problem | null {
  const says = (pattern: RegExp): boolean => pattern.test(error.message);
  if (error.code === "NotAuthorizedException") {
    if (says(/attempts exceeded/i)) return { field: "password", sentence: WAIT };
    if (says(/disabled/i)) return { field: null, sentence: "This account has been closed." };
    if (says(/current status is confirmed/i)) {
      return { field: null, sentence: "This email is confirmed already. Sign in." };
    }
    return { field: "password", sentence: "The email and the password do not belong together." };
  }
  if (error.code === "InvalidParameterException") {
    if (says(/already confirmed/i)) {
      return { field: null, sentence: "This email is confirmed already. Sign in." };
    }
    if (says(/no registered\/verified email/i)) {
      return {
        field: "email",
        sentence: "This email was never confirmed, so no code can be sent.",
      };
    }
    if (says(/password/i)) return { field: "password", sentence: "This password cannot be used." };
    if (says(/email|username/i))
      return { field: "email", sentence: "This is not an email address." };
  }
  return null;
}

function problemForCode(code: string): Problem {
  const known = PROBLEMS.get(code);
  if (known) return { field: known[0], sentence: known[1] };
  return { field: null, sentence: `Something went wrong (${code}). Please try again.` };
}

/** One sentence, and the field it belongs to, for anything thrown; several if the server named several. */
export function problemsFor(error: unknown): Problem[] {
  if (!(error instanceof ServiceError)) {
    // A bug of ours: its stack belongs in the console.
    console.error(error);
    return [problemForCode("unexpected")];
  }
  const special = problemInMessage(error);
  return special ? [special] : error.codes.map(problemForCode);
}

/**
 * The short code within a trigger's refusal: "PreSignUp failed with error HANDLE_TAKEN." gives HANDLE_TAKEN.
 * Cognito wraps whatever the function threw in that sentence.
 */
export function triggerCode(message: string): string | null {
  return /failed with error ([A-Z][A-Z_]+)\b/.exec(message)?.[1] ?? null;
}
