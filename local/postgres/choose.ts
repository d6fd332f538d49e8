import { parseConnectionUrl } from "#lib/connection/url";
import type { Env } from "#lib/environment";
import { RefusedError, UserError } from "#lib/errors";
import { isLocalHost } from "#lib/domain/target";
import type { PostgresKind } from "./server.ts";
import { POSTGRES_MAJOR } from "./version.ts";

/** Which server to use, and in one line why. */
export type PostgresChoice =
  | {
      kind: "embedded" | "docker";
      reason: string;
      /** Goes before every other wish. */ port?: number;
    }
  | { kind: "external"; reason: string; /** As given; not yet parsed. */ url: string };

/** `flag` wins; else CONNECTION_URL means an external server; else the embedded one. */
export function choosePostgres({ flag, env }: { flag?: PostgresKind; env: Env }): PostgresChoice {
  const url = env.CONNECTION_URL?.trim() ?? "";
  const kind = flag ?? (url === "" ? "embedded" : "external");
  const name = kind === "external" ? "external PostgreSQL" : `${kind} PostgreSQL ${POSTGRES_MAJOR}`;
  if (kind !== "external") {
    return { kind, reason: `${name} (${flag ? `--postgres ${flag}` : "no CONNECTION_URL set"})` };
  }
  if (url === "") {
    throw new UserError(
      "--postgres external was given, but CONNECTION_URL is not set.",
      "Set it: export CONNECTION_URL=postgresql://postgres:password@127.0.0.1:5432/cruddur",
    );
  }
  return {
    kind,
    reason: `${name} (${flag ? "--postgres external" : "CONNECTION_URL is set"})`,
    url,
  };
}

/**
 * Throws a RefusedError when the chosen server is not on this machine: what is called local never leaves it.
 *
 * @param hint what to type instead
 */
export function checkedLocal(choice: PostgresChoice, hint: string): PostgresChoice {
  if (choice.kind !== "external") return choice;
  const { host } = parseConnectionUrl(choice.url);
  if (isLocalHost(host)) return choice;
  throw new RefusedError(
    `CONNECTION_URL leads to ${host}, which is not this machine; the target local never leaves it. Nothing was done.`,
    hint,
  );
}
