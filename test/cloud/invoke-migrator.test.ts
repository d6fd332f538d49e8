import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { text as textOf } from "node:stream/consumers";
import { invokeMigrator } from "#cloud/invoke-migrator";
import { UserError } from "#lib/errors";
import { functionOf, invoke } from "#local/lambda-host/invoke-api";
import { InjectedHost } from "../local/lambda-host/injected-host.ts";

/** What `exports.handler` of the function does with its event. */
const FUNCTION = `
exports.handler = async (event) => {
  if (event.action === "fail") throw new Error("migration 0003 failed\\nLine 7: no such column\\nMend it.");
  if (event.action === "nothing") return null;
  return { action: event.action, got: Object.keys(event).sort() };
};`;

describe("invokeMigrator", () => {
  let host: InjectedHost;
  let server: Server;
  let calls = 0;
  const names = ["AWS_ENDPOINT_URL_LAMBDA", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] as const;
  let earlier: NodeJS.ProcessEnv;

  before(async () => {
    host = await InjectedHost.start(FUNCTION);
    server = createServer((request, response) => {
      calls += 1;
      void textOf(request).then(async (body) => {
        const name = functionOf(new URL(request.url!, "http://x").pathname)!;
        const answer = await invoke(host.lambda, name, undefined, body);
        response.writeHead(answer.status, answer.headers).end(answer.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    earlier = { ...process.env };
    process.env["AWS_ENDPOINT_URL_LAMBDA"] = `http://127.0.0.1:${port}`;
    process.env["AWS_ACCESS_KEY_ID"] = "testing";
    process.env["AWS_SECRET_ACCESS_KEY"] = "testing";
  });
  after(async () => {
    for (const name of names) {
      if (earlier[name] === undefined) delete process.env[name];
      else process.env[name] = earlier[name];
    }
    server.closeAllConnections();
    server.close();
    await host.close();
  });

  const call = (event: object, functionName = "api") =>
    invokeMigrator({ region: "eu-west-1", functionName }, event);

  it("returns what the function returned", async () => {
    assert.deepEqual(await call({ action: "access", password: "s3cret" }), {
      action: "access",
      got: ["action", "password"],
    });
    assert.deepEqual(await call({ action: "nothing" }), {});
  });

  it("fails once, with the function's own message and where its log is, and without the event", async () => {
    calls = 0;
    await assert.rejects(call({ action: "fail", password: "s3cret" }), (error) => {
      assert.ok(error instanceof UserError);
      assert.equal(error.message, "api failed: migration 0003 failed");
      assert.equal(
        error.hint,
        "Line 7: no such column\nMend it.\nIts log: aws logs tail /aws/lambda/api --region eu-west-1",
      );
      assert.doesNotMatch(String(error.stack), /s3cret/);
      return true;
    });
    assert.equal(calls, 1);
  });

  it("says so when there is no such function", async () => {
    await assert.rejects(
      call({ action: "access" }, "gone"),
      (error) =>
        error instanceof UserError &&
        /^AWS does not invoke gone: Function not found/.test(error.message) &&
        /this account and this region/.test(error.hint!),
    );
  });
});
