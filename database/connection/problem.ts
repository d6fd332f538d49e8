import { loginFault, type LoginFault } from "#lib/connection/login-fault";
import { codeOf, messageOf, UserError } from "#lib/errors";
import { typed, type TypedWords } from "#lib/terminal/typed";
import { identifier } from "#lib/sql/quote";
import type { Target } from "#lib/domain/target";

/**
 * The UserError for a failed connection or statement, with what to type; undefined when it is none of the conditions
 * that a person can mend, so that a bug keeps its stack.
 */
export function databaseProblem(error: unknown, target: Target): UserError | undefined {
  const problem = problemFor(error, target);
  if (!problem) return undefined;
  return new UserError(`${problem.says} (${messageOf(error) || codeOf(error)})`, problem.hint, {
    cause: error,
  });
}

function problemFor(error: unknown, target: Target): LoginFault | undefined {
  const { host, port, database, user } = target.parameters;
  const place = `${host}:${port}`;
  const isOurs = target.kind === "embedded" || target.kind === "docker";
  const restart = isOurs
    ? `Type: ${typed("db:start")}`
    : `Start that server, or correct its address. Then: ${typed("db:test", optionFor(target))}`;
  const fault = loginFault(error, place, variableOf(target));
  if (fault) return fault;
  switch (codeOf(error) ?? codeOfMessage(messageOf(error))) {
    case "ECONNREFUSED":
    case "ENOENT":
      return { says: `No PostgreSQL listens at ${place}.`, hint: restart };
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return { says: `The host of ${place} is not known.`, hint: "Correct the host." };
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return {
        says: `The server at ${place} does not answer.`,
        hint: "A firewall or a security group may be in the way. On AWS: is your address allowed in?",
      };
    case "ECONNRESET":
    case "EPIPE":
    case "57P01":
    case "57P02":
      return {
        says: `The connection to ${place} was ended from the other side.`,
        hint: `What was under way was rolled back. ${restart}`,
      };
    case "57P03":
      return { says: `The server at ${place} is starting up.`, hint: "Try again in a moment." };
    case "53300":
      return {
        says: `The server at ${place} has no connection left.`,
        hint: `Close what holds them, or: ${typed("db:kill-all", optionFor(target))}`,
      };
    case "28P01":
    case "28000":
      return {
        says: `The server at ${place} refuses user ${user} with this password.`,
        hint: isOurs
          ? `Make the roles anew: ${typed("db:access")}`
          : "Correct them; special characters in a URL's password are percent-encoded (@ is %40).",
      };
    case "3D000":
      return {
        says: `There is no database ${database} at ${place}.`,
        hint: `Make it: ${typed(target.isProduction ? "db:create" : "db:setup", optionFor(target))}`,
      };
    case "53100":
    case "58030":
      return { says: `The server's disk is full or faulty.`, hint: "Make room, then try again." };
    case "55P03":
      return {
        says: "Another session holds a lock that was needed.",
        hint: `See who: ${typed("db:sessions", optionFor(target))}`,
      };
    case "25P03":
    case "25P04":
    case "57P05":
      return {
        says: "The server ended the session by a time limit of the user's or the database's own.",
        hint: `Lift it: alter role ${identifier(user)} set transaction_timeout = 0; and idle_session_timeout likewise`,
      };
    case "57014":
      return { says: "The statement was cancelled.", hint: "It was rolled back; try again." };
    case "42501":
      return {
        says: `User ${user} may not do this.`,
        hint: isOurs
          ? `If somebody has changed what it may, this puts it back: ${typed("db:start")}, then ${typed("db:access")}`
          : "Use the database's owner, or the role that the stack makes for migrations.",
      };
    case "25006":
      return {
        says: "The server takes no changes: it is a replica, or read-only.",
        hint: "Use the primary's address.",
      };
    // Our own statements fit the schema (`npm run check`), so it is the database that has another: a table of ours that
    // is not there, is none, or has other columns.
    case "42P01":
    case "42703":
    case "42704":
    case "42804":
    case "42809":
    case "42883":
      return {
        says: `Tables in database ${database} are not as Cruddur makes them.`,
        hint: target.isLocal
          ? `See what differs: ${typed("doctor")}\nTo make them anew, with the seeds: ${typed("db:setup")}`
          : `See what differs: ${typed("db:drift", optionFor(target))}`,
      };
    default:
      return undefined;
  }
}

const NETWORK_FAULTS = [
  ...["ECONNREFUSED", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH"],
  ...["ENOTFOUND", "EAI_AGAIN"],
];

/** Whether nobody was reached at all, so that it is worth asking why. */
export function isNetworkFault(error: unknown): boolean {
  return NETWORK_FAULTS.includes(codeOf(error) ?? codeOfMessage(messageOf(error)) ?? "");
}

/** node-postgres reports some failures in words only. */
function codeOfMessage(message: string): string | undefined {
  if (
    /^Connection terminated unexpectedly|^Client has encountered a connection error/.test(message)
  ) {
    return "ECONNRESET";
  }
  return /timeout expired|Connection terminated due to connection timeout/.test(message)
    ? "ETIMEDOUT"
    : undefined;
}

/** The environment variable that a target's address comes from; undefined for ours and for a stack's. */
function variableOf({ kind, isLocal }: Target): string | undefined {
  if (kind !== "external") return undefined;
  return isLocal ? "CONNECTION_URL" : "PROD_CONNECTION_URL";
}

/** The option that names a target; none for the default one. */
export const optionFor = (target: Pick<Target, "name">): string =>
  target.name === "local" ? "" : `--target ${target.name}`;

/** The same for `typedAgain`. */
export const wordsFor = (target: Pick<Target, "name">): TypedWords =>
  target.name === "local" ? [] : [["--target", target.name]];
