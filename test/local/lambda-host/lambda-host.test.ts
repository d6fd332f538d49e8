import assert from "node:assert/strict";
import type { Outcome } from "#local/lambda-host/sandbox";
import { InjectedHost } from "./injected-host.ts";

describe("LambdaHost", () => {
  let host: InjectedHost;

  async function given(source: string, options?: { timeoutSeconds?: number }): Promise<void> {
    host = await InjectedHost.start(source, options);
  }

  afterEach(() => host.close());

  const failureOf = (outcome: Outcome): object =>
    outcome.kind === "function-error"
      ? { type: outcome.errorType, message: outcome.errorMessage }
      : { kind: outcome.kind };

  it("hands the event over as JSON and gives back what the handler answers", async () => {
    await given(`exports.handler = (event) => ({ got: event });`);
    const event = { at: new Date(0), nothing: undefined, list: [1, "é", null] };
    assert.deepEqual(await host.valueOf(event), {
      got: { at: "1970-01-01T00:00:00.000Z", list: [1, "é", null] },
    });
  });

  it("answers null when the handler returns nothing", async () => {
    await given(`exports.handler = async () => {};`);
    assert.equal(await host.valueOf(), null);
  });

  const failures: [string, string, object][] = [
    [
      "throws",
      `exports.handler = () => { throw new RangeError("too far"); };`,
      { type: "RangeError", message: "too far" },
    ],
    [
      "rejects",
      `exports.handler = () => Promise.reject(new TypeError("no"));`,
      { type: "TypeError", message: "no" },
    ],
    [
      "throws what is no Error",
      `exports.handler = () => { throw "words"; };`,
      { type: "string", message: "words" },
    ],
    [
      "throws undefined",
      `exports.handler = () => { throw undefined; };`,
      { type: "undefined", message: "undefined" },
    ],
    [
      "exits",
      `exports.handler = () => process.exit(3);`,
      { type: "Runtime.ExitError", message: "Runtime exited with error: exit status 3" },
    ],
    [
      "throws outside of its promise",
      `exports.handler = () => new Promise(() => setImmediate(() => { throw new Error("late"); }));`,
      { type: "Error", message: "late" },
    ],
    [
      "throws while it loads",
      `throw new SyntaxError("bad configuration");`,
      { type: "SyntaxError", message: "bad configuration" },
    ],
    [
      "does not parse",
      `exports.handler = (;`,
      { type: "SyntaxError", message: "Unexpected token ';'" },
    ],
    [
      "has no handler",
      `exports.handle = () => 1;`,
      { type: "Error", message: "index.handler is not a function" },
    ],
  ];
  for (const [what, source, failure] of failures) {
    it(`tells of a function that ${what}, each time`, async () => {
      await given(source);
      assert.deepEqual(failureOf(await host.invoke()), failure);
      assert.deepEqual(failureOf(await host.invoke()), failure);
    });
  }

  for (const [what, expression] of [
    ["a circle", "(() => { const a = {}; a.a = a; return a; })()"],
    ["a BigInt", "({ n: 1n })"],
  ] as const) {
    it(`fails when the handler answers ${what}, and serves the next event`, async () => {
      await given(`exports.handler = ({ bad }) => bad ? ${expression} : "well";`);
      const outcome = await host.invoke({ bad: true });
      assert.equal(outcome.kind === "function-error" && outcome.errorType, "TypeError");
      assert.equal(await host.valueOf(), "well");
    });
  }

  for (const [what, wait] of [
    ["never answers", "new Promise(() => {})"],
    ["never lets go", "(() => { for (;;); })()"],
    ["keeps a timer", "new Promise(() => setInterval(() => {}, 10))"],
  ] as const) {
    it(`ends a handler that ${what} at the time limit, and serves the next event`, async () => {
      await given(`exports.handler = ({ stay }) => stay ? ${wait} : "well";`, {
        timeoutSeconds: 1,
      });
      const outcome = await host.invoke({ stay: true });
      assert.deepEqual(
        { kind: outcome.kind, message: outcome.kind === "timeout" && outcome.errorMessage },
        { kind: "timeout", message: "Task timed out after 1.00 seconds" },
      );
      // Its time limit holds for the next one too, and a loaded machine may not start an environment within it.
      let next = await host.invoke({});
      while (next.kind === "timeout") next = await host.invoke({});
      assert.deepEqual(next.kind === "result" && next.payload, '"well"');
    });
  }

  it("serves the next event after one that failed, exited or broke", async () => {
    await given(`exports.handler = ({ how }) => {
      if (how === "throw") throw new Error("x");
      if (how === "exit") process.exit(1);
      if (how === "break") return new Promise(() => setImmediate(() => { throw new Error("y"); }));
      return "well";
    };`);
    for (const how of ["throw", "exit", "break"]) {
      assert.equal((await host.invoke({ how })).kind, "function-error");
      assert.equal(await host.valueOf(), "well");
    }
  });

  it("gives a function its own environment and nothing of the host's", async () => {
    process.env["CRUDDUR_SECRET_OF_THE_HOST"] = "1";
    try {
      await given(`exports.handler = () => ({ ...process.env });`);
      assert.deepEqual(await host.valueOf(), {
        AWS_LAMBDA_FUNCTION_NAME: "api",
        AWS_REGION: "us-east-1",
        GREETING: "hello",
      });
    } finally {
      delete process.env["CRUDDUR_SECRET_OF_THE_HOST"];
    }
  });

  it("keeps what a function writes to its environment and to globals from the host", async () => {
    await given(
      `exports.handler = () => { process.env.GREETING = "changed"; globalThis.fetch = null; return 1; };`,
    );
    await host.valueOf();
    assert.equal(process.env["GREETING"], undefined);
    assert.equal(typeof globalThis.fetch, "function");
  });

  it("keeps module state while an environment is warm, and begins anew after a break", async () => {
    await given(`let n = 0; exports.handler = ({ exit }) => exit ? process.exit(1) : ++n;`);
    assert.equal(await host.valueOf(), 1);
    assert.equal(await host.valueOf(), 2);
    await host.invoke({ exit: true });
    assert.equal(await host.valueOf(), 1);
  });

  it("gives the handler Lambda's context", async () => {
    await given(
      `exports.handler = (_, context) => ({ ...context, left: context.getRemainingTimeInMillis() });`,
    );
    const outcome = await host.invoke();
    const context = JSON.parse(outcome.kind === "result" ? outcome.payload : "{}") as Record<
      string,
      unknown
    >;
    assert.equal(context["awsRequestId"], outcome.requestId);
    assert.equal(context["functionName"], "api");
    assert.equal(context["memoryLimitInMB"], "512");
    const left = context["left"] as number;
    assert.ok(left > 0 && left <= 5_000, String(left));
  });

  it("gives each of several events at once an environment of its own, three at most", async () => {
    await given(`
      const { threadId } = require("node:worker_threads");
      let inside = 0, most = 0;
      exports.handler = async ({ n }) => {
        most = Math.max(most, ++inside);
        await new Promise((next) => setTimeout(next, 20));
        inside--;
        return { n, threadId, most };
      };`);
    const numbers = Array.from({ length: 12 }, (_, n) => n);
    const answers = (await Promise.all(numbers.map((n) => host.valueOf({ n })))) as {
      n: number;
      threadId: number;
      most: number;
    }[];
    assert.deepEqual(
      answers.map(({ n }) => n),
      numbers,
    );
    assert.equal(new Set(answers.map(({ threadId }) => threadId)).size, 3);
    assert.deepEqual([...new Set(answers.map(({ most }) => most))], [1]);
  });

  it("serves those that wait when environments break under the others", async () => {
    await given(`exports.handler = async ({ n }) => n < 3 ? process.exit(1) : n;`);
    const outcomes = await Promise.all([0, 1, 2, 3, 4, 5].map((n) => host.invoke({ n })));
    assert.deepEqual(
      outcomes.map(({ kind }) => kind),
      [...Array<string>(3).fill("function-error"), ...Array<string>(3).fill("result")],
    );
  });

  const NAMED = (name: string): string =>
    `exports.handler = async ({ wait }) => { if (wait) await new Promise((go) => setTimeout(go, wait)); return "${name}"; };`;

  it("finishes running events with the old bundle and gives later ones the new", async () => {
    await given(NAMED("old"));
    const running = host.valueOf({ wait: 150 });
    host.source = NAMED("new");
    await host.lambda.rebuild();
    assert.equal(await host.valueOf(), "new");
    assert.equal(await running, "old");
    assert.equal(await host.valueOf(), "new");
  });

  it("keeps the old bundle when the new one does not build", async () => {
    await given(NAMED("old"));
    const { lambda } = host;
    Object.defineProperty(host, "source", {
      get() {
        throw new Error("lambda/api/handler.ts:1:1: no");
      },
    });
    await assert.rejects(lambda.rebuild(), /handler\.ts:1:1/);
    assert.equal(await host.valueOf(), "old");
  });

  it("gives later events a new environment when the database moved", async () => {
    await given(`exports.handler = () => process.env.GREETING;`);
    assert.equal(await host.valueOf(), "hello");
    host.lambda.refreshEnvironment(() => ({ GREETING: "moved" }));
    assert.equal(await host.valueOf(), "moved");
  });

  it("passes on each line that a function writes", async () => {
    await given(`exports.handler = async () => {
      process.stdout.write("one\\ntwo\\n"); console.error("three");
      await new Promise((next) => setTimeout(next, 50));
    };`);
    await host.valueOf();
    await host.close(); // what was written arrives before the end does
    assert.deepEqual(host.lines.sort(), ["one", "three", "two"]);
  });

  it("fails what runs and what waits when it is closed, also what an older bundle still runs", async () => {
    await given(`exports.handler = () => new Promise(() => {});`);
    const outcomes = [1, 2].map(() => host.invoke());
    host.lambda.refreshEnvironment(() => ({}));
    outcomes.push(...[1, 2, 3, 4].map(() => host.invoke()));
    const settled = Promise.allSettled(outcomes);
    await host.lambda.close();
    const ends = (await settled).map((end) =>
      end.status === "fulfilled" ? end.value.kind : String(end.reason),
    );
    assert.deepEqual(ends, [
      ...Array<string>(5).fill("function-error"),
      "Error: the function api is closed",
    ]);
  });

  it("has no function of another name", async () => {
    await given(NAMED("x"));
    assert.equal(host.lambda.invoke("nobody", {}), undefined);
    assert.equal(host.lambda.has(""), false);
    assert.equal(host.lambda.has("constructor"), false);
  });
});
