import { startEmbedded, stopEmbedded } from "#local/postgres/embedded";
import { asSuperuser } from "#local/postgres/superuser/secret";
import { startThrowAway } from "#local/postgres/throw-away";
import { withClient } from "#database/connection/connect";
import { literal } from "#lib/sql/quote";
import { makeCertificate } from "../tls/certificates.ts";
import type { TestServer } from "../databases.ts";

/** A PostgreSQL of its own for stacks on the stand-in, since roles belong to a whole server. */
export interface EngineDatabase {
  readonly server: TestServer;
  /** The authority of its certificate for `localhost`, as a PEM. */
  readonly ca: string;
  /** Nobody answers any more, until `resume`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a server that, as RDS does, has TLS with a certificate of an authority that clients have to be given. */
export async function startEngineDatabase(): Promise<EngineDatabase> {
  const started = await startThrowAway();
  const { port, database } = started;
  const { user, password } = await asSuperuser(started.directory, { host: "localhost", port });
  const server = { host: "localhost", port, user, password, maintenance: database };
  const authority = makeCertificate({ name: "Stand-in RDS authority" });
  const { certificate, key } = makeCertificate({ name: "localhost", issuer: authority });
  await withClient({ ...server, database }, "engine-tests", async (client) => {
    const directory = started.dataDirectory;
    for (const [file, pem] of [
      ["server.crt", certificate],
      ["server.key", key],
    ] as const) {
      // The server writes it itself: it may run as another user, and takes no key that others could read.
      const text = Buffer.from(pem).toString("base64");
      const program = `umask 077 && base64 -d > "${directory}/${file}"`;
      await client.query(`copy (select ${literal(text)}) to program ${literal(program)}`);
    }
    await client.query("alter system set ssl = on");
    await client.query("select pg_reload_conf()");
  });
  const place = { stateDirectory: started.directory };
  return {
    server,
    ca: authority.certificate,
    pause: async () => void (await stopEmbedded(place)),
    async resume() {
      const { port: now } = await startEmbedded({ ...place, port, durable: false });
      if (now !== port) throw new Error(`Port ${port} was taken meanwhile.`);
    },
    stop: () => started.stop(),
  };
}
