import { typed } from "../terminal/typed.ts";
import { codeOf, messageOf } from "../errors.ts";
import { certificateFault } from "./certificate-fault.ts";

/** What stands in the way of a login, and what to do about it. */
export interface LoginFault {
  readonly says: string;
  readonly hint: string;
}

/**
 * The fault of a login that is neither the network's nor the password's: TLS, its certificate, no password at all, a
 * pooler; undefined when `error` says something else.
 *
 * @param variable the environment variable with the connection URL, where there is one to correct
 */
export function loginFault(
  error: unknown,
  place: string,
  variable: string | undefined,
): LoginFault | undefined {
  const code = codeOf(error);
  const told = messageOf(error);
  const url = variable ?? "The stack's outputs";
  if (/client password must be a (non-empty )?string|empty password returned/.test(told)) {
    return {
      says: `${url} has no password, and the server at ${place} wants one.`,
      hint: "Write it after the user: postgresql://user:password@host:5432/cruddur",
    };
  }
  if (/^SASL|authenticationOk message type/.test(told)) {
    return {
      says: `The server at ${place} wants a login of a kind that is not offered here, such as Kerberos.`,
      hint: "Log in as a user with a password: scram-sha-256 in the server's pg_hba.conf.",
    };
  }
  if (/server does not support SSL/.test(told)) {
    return {
      says: `The server at ${place} has no TLS, so that no password was sent.`,
      hint:
        variable === undefined
          ? "Is that the stack's database? See its address: pulumi stack output"
          : `If everybody in between may read along, write it into ${variable}: ?sslmode=disable`,
    };
  }
  if (code === "28000" && /no encryption|SSL off/.test(told)) {
    return {
      says: `The server at ${place} wants TLS.`,
      hint: `Write it into ${url}: ?sslmode=require, or sslmode=verify-full with sslrootcert=/path/to/ca.pem`,
    };
  }
  if (/unsupported startup parameter|does(n't| not) support command-line options/i.test(told)) {
    return {
      says: `At ${place} is a pooler (RDS Proxy, PgBouncer), which commands cannot work through: it shares sessions, and they hold locks in theirs.`,
      hint: `Write the server's own address into ${url}. ${typed("db:connect")} works through a pooler.`,
    };
  }
  // undefined_file: at a login it is a library of local_preload_libraries or session_preload_libraries.
  if (code === "58P01") {
    return {
      says: `A setting of the database or of the user keeps every session from the server at ${place}: a library is loaded first that is not there.`,
      hint:
        "Take it back, from another database and as another user than the ones it is of:\n" +
        "alter database NAME reset session_preload_libraries; alter database NAME reset local_preload_libraries\n" +
        "For a user's: alter role NAME reset session_preload_libraries; alter role NAME reset local_preload_libraries",
    };
  }
  return certificateFault(code, place);
}
