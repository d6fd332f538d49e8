import { withClient } from "#database/connection/connect";
import { ROLES } from "#lib/domain/access";
import type { ConnectionParameters } from "#lib/domain/target";

/** Everything that pg_catalog says of the access model's roles and of who may do what in a database. */
export interface AccessCatalog {
  readonly roles: readonly unknown[];
  readonly members: readonly unknown[];
  readonly privileges: readonly string[];
}

/**
 * Reads it as a superuser.
 */
export function accessCatalog(parameters: ConnectionParameters): Promise<AccessCatalog> {
  const names = ROLES.map(({ name }) => name);
  return withClient(parameters, "test", async (client) => {
    const roles = await client.query(
      `select rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls,
         rolconnlimit, (select array_agg(setting order by setting) from unnest(rolconfig) as setting) as settings,
         shobj_description(oid, 'pg_authid') as comment
       from pg_roles where rolname = any ($1) order by 1`,
      [names],
    );
    const members = await client.query(
      `select roleid::regrole::text as role, member::regrole::text as member, bool_or(admin_option) as admin,
         bool_or(inherit_option) as inherit, bool_or(set_option) as set
       from pg_auth_members where roleid::regrole::text = any ($1) or member::regrole::text = any ($1)
       group by 1, 2 order by 1, 2`,
      [names],
    );
    const privileges = await client.query<{ line: string }>(
      `select format('%s: %s may %s%s', what, case grantee when 0 then 'everybody' else grantee::regrole::text end,
           privilege_type, case when is_grantable then ' and give it' else '' end) as line
       from (
         select 'database' as what, coalesce(datacl, acldefault('d', datdba)) as acl from pg_database
           where datname = current_database()
         union all select 'schema', coalesce(nspacl, acldefault('n', nspowner)) from pg_namespace where nspname = 'public'
         union all select relname::text, coalesce(relacl, acldefault('r', relowner)) from pg_class
           where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
       ) as object, aclexplode(acl) order by 1`,
    );
    return {
      roles: roles.rows,
      members: members.rows,
      privileges: privileges.rows.map(({ line }) => line),
    };
  });
}
