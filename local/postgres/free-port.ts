import { connect, createServer } from "node:net";
import { codeOf } from "#lib/errors";

/** The first port from `preferred` on that nobody uses on 127.0.0.1 nor on `address`. */
export async function freePortFrom(preferred: number, address = "127.0.0.1"): Promise<number> {
  for (let port = preferred; port <= 65_535; port += 1) {
    // Asking both ways: on macOS one can listen on 127.0.0.1 beside somebody who has the same port on every address.
    if (await isAnswering("127.0.0.1", port)) continue;
    if ((await canListen("127.0.0.1", port)) && (await canListen(address, port))) return port;
  }
  throw new RangeError(`no free port from ${preferred} on`);
}

/** A free port that the system chooses. */
export async function anyFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return address.port;
}

/** Whether something accepts connections there. A host that is a directory means PostgreSQL's Unix socket in it. */
export function isAnswering(host: string, port: number, timeoutMs = 1_000): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(
      host.startsWith("/") ? { path: `${host}/.s.PGSQL.${port}` } : { host, port },
    );
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutMs, () => settle(false));
    socket.once("connect", () => settle(true));
    socket.once("error", () => settle(false));
  });
}

function canListen(address: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error) => {
      // EACCES: a reserved port, which is as good as taken.
      if (codeOf(error) === "EADDRINUSE" || codeOf(error) === "EACCES") resolve(false);
      else reject(error);
    });
    server.listen(port, address, () => server.close(() => resolve(true)));
  });
}
