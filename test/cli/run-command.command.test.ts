import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { command } from "#test/cli";
import { STACK_OUTPUTS } from "#test/plans/stack-outputs";

describe("runChore", () => {
  let directory: string;
  let server: Server;
  let connections = 0;

  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "cruddur-run-chore-test-"));
    const outputs = { ...STACK_OUTPUTS, databasePublic: false };
    const pulumi = path.join(directory, "pulumi");
    await writeFile(pulumi, `#!/bin/sh\necho '${JSON.stringify(outputs)}'\n`);
    await chmod(pulumi, 0o755);
    server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  after(async () => {
    server.close();
    await rm(directory, { recursive: true, force: true });
  });

  it("asks no stack's database what it is: only the chore itself connects", async () => {
    const { port } = server.address() as { port: number };
    const { code, stderr } = await command("db-test", ["--target", "dev"], {
      env: {
        PATH: `${directory}:/usr/bin:/bin`,
        AWS_ACCESS_KEY_ID: "testing",
        AWS_SECRET_ACCESS_KEY: "testing",
        CRUDDUR_TUNNEL: `127.0.0.1:${port}`,
      },
    });
    assert.equal(code, 1, stderr);
    assert.match(stderr, /^target dev · .* · environment dev$/m);
    assert.equal(connections, 1);
  });
});
