import { appendFile, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { provision } from "#database/provision";
import { anyFreePort } from "#local/postgres/free-port";
import { launchServer, stopPostmaster } from "#local/postgres/launch";
import { findPostmaster } from "#local/postgres/process/postmaster";
import { runProgram } from "#local/postgres/run-program";
import { makeHome, pathsIn, type ServerHome } from "#local/postgres/server-home";
import { makePrivateDirectory } from "#local/postgres/server-user";
import { MASTER } from "#local/postgres/version";
import { takeStateDirectory } from "#local/state-directory/take";

/** A server as the releases before 0.2 made it: the published account is the superuser. It runs. */
export interface OlderServer {
  readonly parameters: ConnectionParameters;
  stop(): Promise<void>;
}

export async function makeOlderServer(stateDirectory: string): Promise<OlderServer> {
  await takeStateDirectory(stateDirectory);
  await mkdir(pathsIn(stateDirectory).directory, { recursive: true });
  const home = await makeHome(stateDirectory);
  await makeOlderCluster(home, path.join(pathsIn(stateDirectory).directory, "pwfile"));
  const port = await anyFreePort();
  await launchServer(home, { port, durable: false, onProgress() {} });
  const { port: real } = (await findPostmaster(home.dataDirectory))!;
  const parameters = { host: "127.0.0.1", port: real, ...MASTER, sslmode: "disable" } as const;
  await provision({ ...parameters, database: "cruddur" }, "postgres");
  await fill(parameters);
  return { parameters, stop: async () => void (await stopPostmaster(home)) };
}

async function makeOlderCluster(home: ServerHome, passwordFile: string): Promise<void> {
  await makePrivateDirectory(home.dataDirectory, home.user);
  await writeFile(passwordFile, MASTER.password, { mode: 0o644 });
  const words = ["-D", home.dataDirectory, "-U", MASTER.user, "-A", "scram-sha-256"];
  const { code, output } = await runProgram(
    home.binaries.initdb,
    [...words, "--pwfile", passwordFile, "-E", "UTF8", "--locale=C", "--no-sync"],
    home.user,
  );
  if (code !== 0) throw new Error(output);
  await appendFile(path.join(home.dataDirectory, "postgresql.conf"), "include 'cruddur.conf'\n");
}

/** What somebody has made there by hand, of each kind that has an owner. */
const OWN_THINGS = `
  create schema mine;
  create type mine.mood as enum ('good', 'bad');
  create domain mine.handle as text check (value <> '');
  create type mine.pair as (a int, b mine.mood);
  create table public.notes (id serial primary key, mood mine.mood, pair mine.pair, tags text[]);
  create table mine.parts (id int generated always as identity, at date) partition by range (at);
  create table mine.parts_2026 partition of mine.parts for values from ('2026-01-01') to ('2027-01-01');
  create sequence mine.counter;
  create view mine.moods as select mood from public.notes;
  create materialized view mine.counted as select count(*) from public.notes;
  create function mine.twice(n int) returns int language sql as 'select 2 * n';
  create procedure mine.nothing() language sql as 'select 1';
  create aggregate mine.total(int) (sfunc = int4pl, stype = int);
  create operator mine.### (leftarg = int, rightarg = int, function = int4pl);
  create collation mine.plain (provider = builtin, locale = 'C');
  create statistics mine.both on id, mood from public.notes;
  create text search configuration mine.plain_words (copy = simple);
  create publication told for table public.notes;
  create extension if not exists "uuid-ossp";
  select lo_create(0);
  insert into public.notes (mood) values ('good')`;

async function fill(parameters: ConnectionParameters): Promise<void> {
  await withClient(parameters, "test", async (client) => {
    await client.query("create database shop");
    await client.query("create database theirs");
    await client.query(`
      create role boss; create role clerk login; create role auditor login superuser;
      grant boss to clerk with admin option;
      grant postgres to clerk;
      alter database theirs owner to boss;
      alter role postgres set work_mem = '5MB'`);
  });
  for (const database of ["cruddur", "shop"]) {
    await withClient({ ...parameters, database }, "test", (client) => client.query(OWN_THINGS));
  }
}
