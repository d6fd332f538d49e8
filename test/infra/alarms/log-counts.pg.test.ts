import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ConnectionParameters } from "#database/connection/connect";
import { logCountsOf, SIGN_UP_FAILURES } from "#infra/alarms/log-counts";
import { bundleFunction } from "#lib/bundle/function";
import { FUNCTIONS, functionNamed } from "#lib/domain/functions";
import { dropDatabase, freshDatabase } from "#test/databases";
import { countsLine, type LogLine } from "#test/logs/log-filter";
import { platformReport, runtimeLine } from "#test/logs/runtime-line";
import { ADA, MALLORY, postConfirmation, preSignUp } from "../../lambda/events.ts";
import { openFunction, type Outcome } from "../../lambda/invocation.ts";

const countOf = (name: "pre-sign-up" | "post-confirmation", metric: string) =>
  logCountsOf(functionNamed(name), `/aws/lambda/${name}`).find((count) => count.metric === metric)!;

const FAILURES = countOf("pre-sign-up", SIGN_UP_FAILURES).pattern;

/** All that stands in the log group after an invocation: the function's lines, its runtime's, and Lambda's report. */
const linesOf = ({ lines, error }: Outcome): LogLine[] => [
  ...lines,
  ...(error instanceof Error
    ? [runtimeLine(error), platformReport("error", "Runtime.Unknown")]
    : [platformReport("success")]),
];

const rings = (lines: readonly LogLine[], pattern = FAILURES) =>
  lines.some((line) => countsLine(pattern, line));

describe("logCountsOf", () => {
  let database: ConnectionParameters;
  before(async () => void (database = await freshDatabase()));
  after(() => dropDatabase(database));

  it("counts nothing that anybody on the internet can cause by signing up", async () => {
    const invoke = await openFunction("pre-sign-up", database);
    await invoke(preSignUp(ADA));
    const refused: readonly [string, Record<string, string>][] = [
      ["HANDLE_TAKEN", { preferred_username: ADA.handle }],
      ["HANDLE_INVALID", { preferred_username: "a b" }],
      ["HANDLE_INVALID", { preferred_username: "\0" }],
      ["NAME_INVALID", { name: "" }],
      ["TRY_LATER", { email: `${"x".repeat(250)}@example.com` }],
      ["TRY_LATER", { email: "nul\0@example.com" }],
    ];
    for (const [code, attributes] of refused) {
      const outcome = await invoke(preSignUp(MALLORY, attributes));
      assert.equal((outcome.error as Error).message, code);
      assert.ok(!rings(linesOf(outcome)), JSON.stringify(attributes));
    }
    assert.ok(!rings(linesOf(await invoke(preSignUp(ADA)))));
  });

  it("counts a sign-up that failed for the database's sake, by the function's own line alone", async () => {
    for (const address of [{ port: 1 }, { password: "wrong" }, { database: "nowhere" }]) {
      const away = await openFunction("pre-sign-up", database, address);
      const { lines } = await away(preSignUp(ADA));
      assert.ok(rings(lines), JSON.stringify(address));
    }
  });

  it("counts what no line of the function's own tells", () => {
    class ImportModuleError extends Error {}
    for (const line of [
      runtimeLine(new TypeError("undefined is not a function")),
      runtimeLine(new ImportModuleError("Cannot find module 'index'")),
      platformReport("timeout"),
      platformReport("error", "Runtime.OutOfMemory"),
      platformReport("error", "Runtime.ExitError"),
    ]) {
      assert.ok(rings([line]), JSON.stringify(line));
    }
  });

  it("does not count what is well, nor a call that keeps the function warm", () => {
    for (const line of [
      platformReport("success"),
      { time: "2026-11-28T12:00:00.000Z", type: "platform.start", record: { requestId: "r" } },
      { timestamp: "2026-11-28T12:00:00.000Z", level: "INFO", message: "text" },
    ]) {
      assert.ok(!rings([line]), JSON.stringify(line));
    }
  });

  it("knows the refusals' class by its name in the bundle", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "cruddur-bundle-"));
    try {
      const file = path.join(folder, "index.cjs");
      writeFileSync(file, await bundleFunction("pre-sign-up"));
      const { handler } = createRequire(import.meta.url)(file) as {
        handler: (event: unknown, context: unknown) => Promise<unknown>;
      };
      const context = { awsRequestId: "r", getRemainingTimeInMillis: () => 5_000 };
      const asked = preSignUp(ADA, { preferred_username: "a b" });
      const error = await handler(asked, context).then(
        () => assert.fail("nobody was refused"),
        (thrown: Error) => thrown,
      );
      assert.equal(error.message, "HANDLE_INVALID");
      assert.ok(!rings([runtimeLine(error)]));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("counts a profile that could not be written, and none that could", async () => {
    const { pattern } = countOf("post-confirmation", "ProfilePending");
    const away = await openFunction("post-confirmation", database, { port: 1 });
    assert.ok(rings(linesOf(await away(postConfirmation(ADA))), pattern));
    const invoke = await openFunction("post-confirmation", database);
    assert.ok(!rings(linesOf(await invoke(postConfirmation(ADA))), pattern));
  });

  it("counts failures of the one function alone that refuses by throwing", () => {
    const counted = FUNCTIONS.filter((spec) =>
      logCountsOf(spec, "group").some(({ metric }) => metric === SIGN_UP_FAILURES),
    );
    assert.deepEqual(
      counted.map(({ name }) => name),
      ["pre-sign-up"],
    );
  });
});
