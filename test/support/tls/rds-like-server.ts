import { withClient } from "#database/connection/connect";
import { ROLES } from "#lib/domain/access";
import type { ConnectionParameters } from "#lib/domain/target";
import { asSuperuser } from "#local/postgres/superuser/secret";
import { startThrowAway } from "#local/postgres/throw-away";

/** A server that is to its users what RDS is: the master may make roles and databases and is no superuser. */
export interface RdsLikeServer {
  /** The database that RDS makes with the instance, which is the master's. */
  readonly master: ConnectionParameters;
  /** PostgreSQL's own superuser, which nobody is on RDS. */
  readonly superuser: ConnectionParameters;
  /** As it is when RDS has just made it. */
  empty(): Promise<void>;
  stop(): Promise<void>;
}

const MASTER = { user: "cruddur_admin", password: "the master's, with ' and \\ in it" };

export async function startRdsLike(): Promise<RdsLikeServer> {
  const server = await startThrowAway();
  const { host, port, database } = server;
  const superuser = await asSuperuser(server.directory, { host, port, database });
  await withClient(superuser, "test", async (client) => {
    const { user: master, password: secret } = MASTER;
    await client.query(`
      create role rds_superuser;
      create role rds_iam;
      grant pg_monitor, pg_signal_backend, pg_read_all_data to rds_superuser with admin option;
      create role ${master} login createdb createrole password ${client.escapeLiteral(secret)};
      grant rds_superuser to ${master};
      grant rds_iam to ${master} with admin true, inherit false, set false`);
  });
  const empty = () =>
    withClient(superuser, "test", async (client) => {
      await client.query("drop database if exists cruddur with (force)");
      for (const { name } of ROLES) await client.query(`drop role if exists ${name}`);
      await client.query(
        `create database cruddur owner ${MASTER.user} template template0 encoding 'UTF8'`,
      );
    });
  await empty();
  return {
    master: { host, port, ...MASTER, database: "cruddur" },
    superuser: { ...superuser, database: "cruddur" },
    empty,
    stop: () => server.stop(),
  };
}
