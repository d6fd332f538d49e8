import type pg from "pg";
import { ROLES } from "#lib/domain/access";
import type { ConnectionParameters, Target } from "#lib/domain/target";
import { codeOf, RefusedError } from "#lib/errors";
import { isRoleOfOurs, type RolePasswords } from "#lib/sql/access";
import { typedAgain } from "#lib/terminal/typed";
import { withClient } from "../connection/connect.ts";
import { derivedPasswords } from "./access.ts";

/** A local server whose roles are about to be made or changed, as `admin` is connected to it. */
export interface RoleServer extends Pick<Target, "parameters"> {
  /** `external` is somebody's own, which may serve others too; every other is the local copy's alone. */
  readonly kind: Target["kind"];
}

/**
 * Returns the passwords to give to the roles of the access model. On a server of somebody's own, roles that are there and
 * work with the passwords that we know keep theirs; the roles are the whole server's, and another Cruddur may live by
 * them. Throws a RefusedError, with nothing changed, for roles that somebody else made or gave other passwords, unless
 * the target's database was confirmed.
 *
 * @param command what takes `--confirm`, for the advice
 */
export async function rolePasswords(
  admin: pg.Client,
  { parameters, kind }: RoleServer,
  { confirm, command }: { readonly confirm?: string | undefined; readonly command: string },
): Promise<RolePasswords> {
  const passwords = derivedPasswords(parameters.password);
  if (kind !== "external" || confirm === parameters.database) return passwords;
  const { rows: present } = await admin.query<{ name: string; comment: string | null }>(
    `select rolname as name, shobj_description(oid, 'pg_authid') as comment from pg_roles
     where rolname = any ($1) order by 1`,
    [ROLES.map(({ name }) => name)],
  );
  const foreign = present.filter(({ comment }) => !isRoleOfOurs(comment)).map(({ name }) => name);
  // All of them were given theirs in one go, so one of them tells.
  const known = present.find(({ name }) => passwords.has(name));
  if (known && foreign.length === 0 && !(await logsIn(admin, parameters, known.name, passwords)))
    foreign.push(known.name);
  if (foreign.length > 0) {
    throw new RefusedError(
      `${foreign.join(", ")} of the server at ${parameters.host}:${parameters.port}: roles of these names are the whole server's, and somebody else's: ` +
        "they were not made from this connection's password. New passwords would lock out whoever uses them. Nothing was done.",
      `Use another server; without CONNECTION_URL it is the embedded one.\nOr, if nobody else lives by these roles: ${typedAgain(command, [["--confirm", parameters.database]])}`,
    );
  }
  return new Map([...passwords].filter(([name]) => !present.some((role) => role.name === name)));
}

/** The password is looked at before all else, so that some refusals show that it is right. */
const RIGHT_PASSWORD = [
  "3D000", // no such database
  "42501", // not let into it
  "53300", // too many sessions
];

async function logsIn(
  admin: pg.Client,
  parameters: ConnectionParameters,
  user: string,
  passwords: RolePasswords,
): Promise<boolean> {
  const asRole = { ...parameters, user, password: passwords.get(user)!, database: admin.database! };
  try {
    await withClient(asRole, "roles", async () => {});
    return true;
  } catch (error) {
    return RIGHT_PASSWORD.includes(codeOf(error) ?? "");
  }
}
