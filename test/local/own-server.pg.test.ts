import assert from "node:assert/strict";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { createServer } from "node:net";
import { ownDatabaseIn, ownInstead } from "#local/own-server";
import {
  embeddedStatus,
  removeEmbedded,
  startEmbedded,
  stopEmbedded,
} from "#local/postgres/embedded";
import { anyFreePort } from "#local/postgres/free-port";
import { makeTemporaryDirectory } from "./postgres/temporary-directory.ts";

describe("ownInstead", () => {
  let stateDirectory: string;
  let port: number;
  before(async () => {
    stateDirectory = await makeTemporaryDirectory();
    ({ port } = await startEmbedded({ stateDirectory, port: await anyFreePort(), durable: false }));
  });
  after(async () => {
    await removeEmbedded({ stateDirectory });
    await rm(stateDirectory, { recursive: true });
  });

  const choiceOf = (database: string) => ({
    kind: "external" as const,
    reason: "CONNECTION_URL is set",
    url: `postgresql://postgres:password@127.0.0.1:${port}/${database}`,
  });

  it("is our own server at that very port, whether it runs or not", async () => {
    const options = { stateDirectory, durable: false };
    for (const end of [() => Promise.resolve(), () => stopEmbedded({ stateDirectory })]) {
      await end();
      const choice = await ownInstead(choiceOf("cruddur"), options);
      assert.deepEqual([choice.kind, "port" in choice && choice.port], ["embedded", port]);
    }
  });

  it("starts it, and changes nothing, for another database on it", async () => {
    const choice = choiceOf("postgres");
    assert.equal(await ownInstead(choice, { stateDirectory, durable: false }), choice);
    assert.equal((await embeddedStatus({ stateDirectory })).port, port);
  });

  it("leaves alone what is another's: a server that has the port now, another account, another state directory", async () => {
    await stopEmbedded({ stateDirectory });
    const { url } = choiceOf("cruddur");
    assert.equal(await ownDatabaseIn(url, stateDirectory), "cruddur");
    assert.equal(await ownDatabaseIn(url.replace("postgres:", "me:"), stateDirectory), undefined);
    assert.equal(await ownDatabaseIn(url, `${stateDirectory}-2`), undefined);
    const neighbour = createServer().listen(port, "127.0.0.1");
    await once(neighbour, "listening");
    assert.equal(await ownDatabaseIn(url, stateDirectory), undefined);
    neighbour.close();
  });
});
