import type pg from "pg";
import { OWNER } from "#lib/domain/access";
import { codeOf, messageOf, UserError } from "#lib/errors";
import { identifier } from "#lib/sql/quote";

/**
 * Gives the connected database, which somebody else has made, to the owner role, as one that we make is. Nothing is done
 * where that role may make tables already: on AWS the server's master owns it.
 *
 * Throws a UserError with what to type as whom, when the role is not there or this user may not give it.
 */
export async function takeOver(client: pg.Client): Promise<void> {
  const { rows } = await client.query<Found>(
    `select to_regrole($1) is not null as "isKnown", to_regnamespace('public') is not null as "hasPublic",
       coalesce(has_schema_privilege(to_regrole($1)::oid, to_regnamespace('public')::oid, 'create')
         and has_database_privilege(to_regrole($1)::oid, current_database(), 'create'), false) as "mayCreate",
       pg_get_userbyid(datdba) as owner
     from pg_database where datname = current_database()`,
    [OWNER],
  );
  const { isKnown, hasPublic, mayCreate, owner } = rows[0]!;
  if (mayCreate) return;
  const database = identifier(client.database!);
  const role = identifier(OWNER);
  const statements = [
    ...(isKnown ? [] : [`create role ${role} nologin`]),
    `grant ${role} to current_user`,
    `alter database ${database} owner to ${role}`,
    hasPublic ? `grant usage, create on schema public to ${role}` : "create schema public",
  ];
  try {
    // One query is one transaction.
    if (isKnown) return void (await client.query(statements.slice(1).join("; ")));
  } catch (error) {
    if (codeOf(error) !== "42501") throw error;
    throw refused(messageOf(error));
  }
  throw refused(`there is no role ${OWNER}`);

  function refused(why: string): UserError {
    const typed = statements.map((one) => one.replace("current_user", identifier(client.user!)));
    return new UserError(
      `Database ${client.database} was made by ${owner}, and ${OWNER} may make no tables in it (${why}). Nothing was changed.`,
      `As ${owner} or the server's superuser, in that database: ${typed.join("; ")};`,
    );
  }
}

interface Found {
  readonly isKnown: boolean;
  readonly hasPublic: boolean;
  readonly mayCreate: boolean;
  readonly owner: string;
}
