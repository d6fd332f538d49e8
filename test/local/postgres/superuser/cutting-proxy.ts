import { connect, createServer, type Socket } from "node:net";

/** A way to a server that is cut as if the client were killed. */
export interface CuttingProxy {
  readonly port: number;
  /** Cuts every connection instead of handing on the query with this number, counted from 1 by `cutAt`. */
  cutAt(query: number): void;
  close(): Promise<void>;
}

/** PostgreSQL's simple queries begin with this letter, and a client of ours sends each as a packet of its own. */
const QUERY = "Q".charCodeAt(0);

export async function cuttingProxy(target: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  let left = Number.POSITIVE_INFINITY;
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((client) => {
    const upstream = connect(target, "127.0.0.1");
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    }
    client.on("data", (packet) => {
      if (packet[0] === QUERY && (left -= 1) === 0) cut();
      else upstream.write(packet);
    });
    client.on("close", () => upstream.destroy());
    upstream.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as { port: number }).port,
    cutAt: (query) => (left = query),
    async close() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
