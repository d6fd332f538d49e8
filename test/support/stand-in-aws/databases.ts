import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Inputs } from "@pulumi/pulumi";
import { withClient } from "#database/connection/connect";
import { identifier, literal } from "#lib/sql/quote";
import type { TestServer } from "../databases.ts";
import type { Held } from "./account.ts";

/** Roles that every server of RDS has. */
const RDS_ROLES = ["rds_superuser", "rds_iam"];

/**
 * The account's databases, on a real PostgreSQL: an instance that is made gets its database and its master user with a
 * managed password there. Without a server they are names only.
 */
export class StandInDatabases {
  readonly server: TestServer | undefined;
  readonly #secrets: string;

  constructor(directory: string, server: TestServer | undefined) {
    this.server = server;
    this.#secrets = path.join(directory, "secrets");
    mkdirSync(this.#secrets, { recursive: true });
  }

  async created({ type, inputs, outputs }: Held): Promise<void> {
    const login = loginOf(type, inputs);
    if (!login || !this.server) return;
    const password = randomBytes(24).toString("base64");
    const [secret] = (outputs["masterUserSecrets"] ?? []) as { secretArn: string }[];
    if (secret) {
      const text = JSON.stringify({ username: login.user, password });
      writeFileSync(path.join(this.#secrets, encodeURIComponent(secret.secretArn)), text);
    }
    const user = identifier(login.user);
    await this.#asSuperuser(
      ...RDS_ROLES.map((role) => createRole(role, "nologin")),
      createRole(login.user, "login createdb createrole"),
      `alter role ${user} password ${literal(password)}`,
      `grant rds_superuser, pg_monitor, pg_signal_backend to ${user} with admin option`,
      // It may let others log in by IAM, and would no longer have a password if it was one of them.
      `grant rds_iam to ${user} with admin true, inherit false, set false`,
      `create database ${identifier(login.database)} owner ${user}${await this.#template(inputs)}`,
    );
  }

  /** Another identifier: the data is kept under it, and the name is free for another server. */
  async renamed({ type, inputs }: Held, to: string): Promise<void> {
    const login = loginOf(type, inputs);
    if (!login || !this.server) return;
    await this.#alone(login.database, `alter database $ rename to ${identifier(to)}`);
  }

  /** Copies the data of a server as it is now: a snapshot of that name, or a point in time. */
  async copied({ type, inputs }: Held, name: string): Promise<void> {
    const login = loginOf(type, inputs);
    if (!login || !this.server) return;
    await this.#alone(login.database, `create database ${identifier(name)} template $`);
  }

  async dropped(name: string): Promise<void> {
    if (this.server) await this.#asSuperuser(`drop database ${identifier(name)} with (force)`);
  }

  /** What a restored database begins as. The newest copy of before a time stands for that time. */
  async #template({ snapshotIdentifier, restoreToPointInTime: point }: Inputs): Promise<string> {
    if (snapshotIdentifier !== undefined) {
      return ` template ${identifier(snapshotName(snapshotIdentifier as string))}`;
    }
    if (point === undefined) return "";
    const source = String(point.sourceDbInstanceIdentifier ?? point.sourceClusterIdentifier);
    const time = point.restoreTime ?? point.restoreToTime;
    if (time === undefined) return ` template ${identifier(source)}`;
    const names = await this.#names();
    const wanted = pointName(time as string);
    const newest = names.filter((it) => it.startsWith(pointName("")) && it <= wanted).at(-1);
    if (newest === undefined) throw new Error(`api error InvalidRestoreFault: nothing of ${time}`);
    return ` template ${identifier(newest)}`;
  }

  async #names(): Promise<string[]> {
    const { server } = this;
    if (!server) return [];
    return withClient({ ...server, database: server.maintenance }, "stand-in", async (client) => {
      const { rows } = await client.query<{ datname: string }>(
        `select datname from pg_database where not datistemplate order by datname collate "C"`,
      );
      return rows.map(({ datname }) => datname);
    });
  }

  /** Runs a statement on a database, `$` in its text, that nobody may be connected to meanwhile. */
  #alone(database: string, statement: string): Promise<void> {
    const name = identifier(database);
    return this.#asSuperuser(
      `alter database ${name} allow_connections false`,
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = ${literal(database)}`,
      statement.replace("$", name),
      `update pg_database set datallowconn = true where datname <> 'template0'`,
    );
  }

  async deleted({ type, inputs }: Held): Promise<void> {
    const login = loginOf(type, inputs);
    if (!login || !this.server) return;
    await this.#asSuperuser(`drop database if exists ${identifier(login.database)} with (force)`);
    // What is kept of others of the account has roles of the same names in it: the account's servers are one.
    const kept = (await this.#names()).filter((name) => name !== this.server?.maintenance);
    if (kept.length === 0) await this.#asSuperuser(ROLES_GO);
  }

  /** Where the database of an instance or cluster answers, in place of a name that leads nowhere. */
  addressOf(type: string): Inputs {
    if (!this.server || !loginOf(type, {})) return {};
    const { host, port } = this.server;
    return type === "aws:rds/instance:Instance"
      ? { address: host, port, endpoint: `${host}:${port}` }
      : { endpoint: host, port };
  }

  /** A lookup that only the databases can answer; undefined for every other. */
  async answerTo(token: string, inputs: Inputs): Promise<Inputs | undefined> {
    if (token !== "aws:secretsmanager/getSecretVersion:getSecretVersion") return undefined;
    const { secretId } = inputs as { secretId: string };
    const secretString = this.secret(secretId);
    return { id: `${secretId}|AWSCURRENT`, secretId, secretString, versionStage: "AWSCURRENT" };
  }

  /** The master user's secret, `{"username": …, "password": …}`. Throws when there is none. */
  secret(arn: string): string {
    return readFileSync(path.join(this.#secrets, encodeURIComponent(arn)), "utf8");
  }

  /** Where a role that may log in by IAM gets a password for its next session, since the server knows no tokens. */
  async tokenFor(role: string): Promise<string> {
    const token = randomBytes(24).toString("base64url");
    // A role that is not there yet cannot log in either way; the server says so to the function.
    const alter = `alter role ${identifier(role)} password ${literal(token)}`;
    await this.#asSuperuser(
      `do $$ begin ${alter}; exception when undefined_object then null; end $$`,
    );
    return token;
  }

  #asSuperuser(...statements: readonly string[]): Promise<void> {
    const { server } = this;
    if (!server) throw new Error("The stand-in has no PostgreSQL: give the project one.");
    return withClient({ ...server, database: server.maintenance }, "stand-in", async (client) => {
      for (const statement of statements) await client.query(statement);
    });
  }
}

/** The database that holds a copy, by the name or the ARN of the snapshot. */
export const snapshotName = (snapshot: string): string => `snapshot ${snapshot.split(":").at(-1)}`;

/** @param time as RFC 3339, in UTC */
export const pointName = (time: string): string => `point ${time}`;

/** With a server of RDS its roles are gone too. */
const ROLES_GO = `do $$ declare name text; begin
  for name in select rolname from pg_roles where not rolsuper and rolname !~ '^pg_' and rolname <> 'postgres' loop
    execute format('drop owned by %I', name);
    execute format('drop role %I', name);
  end loop;
end $$`;

function loginOf(type: string, inputs: Inputs): { database: string; user: string } | undefined {
  if (type === "aws:rds/instance:Instance") {
    return { database: inputs["dbName"], user: inputs["username"] };
  }
  if (type === "aws:rds/cluster:Cluster") {
    return { database: inputs["databaseName"], user: inputs["masterUsername"] };
  }
  return undefined;
}

const createRole = (role: string, options: string) =>
  `do $$ begin create role ${identifier(role)} ${options}; exception when duplicate_object then null; end $$`;
