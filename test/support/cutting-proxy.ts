import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** The first bytes of the messages that ask for something: Query, Parse. */
const ASKING = [0x51, 0x50];

/**
 * A way to a PostgreSQL server that ends all at once, as when the client's process is killed: the n-th question still
 * leaves, nothing comes back, and the server goes on with it.
 */
export class CuttingProxy {
  #asked = 0;
  #cutAt = Infinity;
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((client) => this.#join(client));
  readonly #to: { readonly host: string; readonly port: number };

  private constructor(to: { readonly host: string; readonly port: number }) {
    this.#to = to;
  }

  static async to(server: { readonly host: string; readonly port: number }): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(server);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Questions that went through since `cutAt`. */
  get asked(): number {
    return this.#asked;
  }

  /** Lets everything through until the n-th question from now on. */
  cutAt(question: number): void {
    this.#asked = 0;
    this.#cutAt = question;
  }

  async close(): Promise<void> {
    this.#cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(client: Socket): void {
    const isCut = this.#asked >= this.#cutAt;
    if (isCut) return void client.destroy();
    const server = connect(this.#to);
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        this.#sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    server.pipe(client);
    client.on("data", (bytes: Buffer) => {
      if (this.#asked >= this.#cutAt) return;
      if (ASKING.includes(bytes[0]!)) this.#asked += 1;
      server.write(bytes, () => {
        if (this.#asked >= this.#cutAt) this.#cut();
      });
    });
  }

  #cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
