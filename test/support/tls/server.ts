import path from "node:path";
import type pg from "pg";
import { openClient } from "#database/connection/connect";
import { literal } from "#lib/sql/quote";
import type { ConnectionParameters } from "#lib/domain/target";
import { asSuperuser } from "#local/postgres/superuser/secret";
import { startThrowAway, type ThrowAwayServer } from "#local/postgres/throw-away";
import type { Certificate } from "./certificates.ts";
import { until } from "../until.ts";

/** A PostgreSQL server that speaks TLS. */
export class TlsServer {
  #server: ThrowAwayServer;
  #count = 0;

  private constructor(server: ThrowAwayServer) {
    this.#server = server;
  }

  static async start(): Promise<TlsServer> {
    return new TlsServer(await startThrowAway());
  }

  get parameters(): ConnectionParameters {
    const { host, port, user, password, database } = this.#server;
    return { host, port, user, password, database };
  }

  /** The certificate that it shows from now on. */
  async show({ certificate, key }: Certificate): Promise<void> {
    const name = `shown-${++this.#count}`;
    const superuser = await asSuperuser(this.#server.directory, this.parameters);
    const client = await openClient(superuser, "test");
    try {
      // By the server itself: it refuses a key that belongs to another user.
      await this.#write(client, `${name}.crt`, certificate);
      await this.#write(client, `${name}.key`, key);
      await client.query(`alter system set ssl_cert_file = ${literal(`${name}.crt`)}`);
      await client.query(`alter system set ssl_key_file = ${literal(`${name}.key`)}`);
      await client.query("alter system set ssl = on");
      await client.query("select pg_reload_conf()");
    } finally {
      await client.end();
    }
    await until("the server shows it", async () => {
      const fresh = await openClient(this.parameters, "test");
      const { rows } = await fresh.query("show ssl_cert_file").finally(() => fresh.end());
      return rows[0].ssl_cert_file === `${name}.crt`;
    });
  }

  async #write(client: pg.Client, name: string, text: string): Promise<void> {
    const file = path.join(this.#server.dataDirectory, name);
    const lines = text.trim().split("\n").map(literal).join(", ");
    const program = `umask 077; cat > "${file}"`;
    await client.query(`copy (select unnest(array[${lines}])) to program ${literal(program)}`);
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }
}
