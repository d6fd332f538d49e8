import pg from "pg";

/** What we use of the connection below a client of pg's, which its types leave out. */
interface Wire extends NodeJS.EventEmitter {
  readonly stream: NodeJS.EventEmitter & { destroy(error?: Error): void };
}

const wireOf = (client: pg.Client): Wire =>
  (client as unknown as { readonly connection: Wire }).connection;

/**
 * A client that is connected. Throws what stands in the way; nothing stays open then, not even to a server that never
 * hangs up, which would keep this process from its end.
 */
export async function connectedClient(config: pg.ClientConfig): Promise<pg.Client> {
  // Without one pg would look for it in PGPASSWORD and ~/.pgpass.
  const password = config.password === "" ? () => "" : config.password;
  const client = new pg.Client({ ...config, password });
  // A server that goes away emits 'error' on the idle client; the statement in flight rejects by itself.
  client.on("error", () => {});
  const wire = wireOf(client);
  catchThrown(wire);
  wire.once("sslconnect", () => catchThrown(wire));
  try {
    await client.connect();
    return client;
  } catch (error) {
    wire.stream.destroy();
    throw error;
  }
}

/** pg's parser throws what it does not know, such as Kerberos' login, into nobody's hands, which would end the process. */
function catchThrown({ stream }: Wire): void {
  const emit = stream.emit.bind(stream);
  stream.emit = (event: string | symbol, ...more: unknown[]) => {
    if (event !== "data") return emit(event, ...more);
    try {
      return emit(event, ...more);
    } catch (error) {
      stream.destroy(error as Error);
      return true;
    }
  };
}

const GOODBYE_MS = 2_000;

/** Closes a client's connection; one that the server does not close in time is cut. */
export async function endClient(client: pg.Client): Promise<void> {
  const cut = setTimeout(() => wireOf(client).stream.destroy(), GOODBYE_MS);
  await client.end().catch(() => {});
  clearTimeout(cut);
}
