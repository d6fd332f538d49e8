import assert from "node:assert/strict";
import { functionOf, invoke, type InvokeAnswer } from "#local/lambda-host/invoke-api";
import { InjectedHost } from "./injected-host.ts";

const HANDLER = `
let events = 0;
exports.handler = async (event) => {
  events++;
  if (event.throw) throw new RangeError("too far");
  if (event.stay) await new Promise(() => {});
  return { events, event };
};`;

describe("invoke", () => {
  let host: InjectedHost;

  before(async () => {
    host = await InjectedHost.start(HANDLER, { timeoutSeconds: 2 });
  });
  after(() => host.close());

  const call = (body: unknown, type?: string, name = "api"): Promise<InvokeAnswer> =>
    invoke(host.lambda, name, type, typeof body === "string" ? body : JSON.stringify(body));
  const shape = ({ status, headers, body }: InvokeAnswer): object => ({
    status,
    type: headers["x-amzn-errortype"],
    functionError: headers["x-amz-function-error"],
    message: body === "" ? "" : ((JSON.parse(body) as { Message?: string }).Message ?? "none"),
  });

  for (const type of [undefined, "RequestResponse"]) {
    it(`answers with what the function answers when the type is ${type ?? "not given"}`, async () => {
      const answer = await call({ a: 1 }, type);
      assert.equal(answer.status, 200);
      assert.deepEqual((JSON.parse(answer.body) as { event: unknown }).event, { a: 1 });
      assert.equal(answer.headers["x-amz-function-error"], undefined);
      assert.match(answer.headers["x-amzn-requestid"]!, /^[0-9a-f-]{36}$/);
    });
  }

  it("takes an empty body for an empty event", async () => {
    assert.deepEqual((JSON.parse((await call("")).body) as { event: unknown }).event, {});
  });

  it("answers an Event at once, and runs it", async () => {
    const before = JSON.parse((await call({})).body) as { events: number };
    assert.deepEqual(await call({}, "Event"), { status: 202, headers: {}, body: "" });
    const seen: number[] = [];
    // It is in the environment that was free, or else in a second one.
    while (!seen.includes(before.events + 2) && seen.length < 20) {
      seen.push((JSON.parse((await call({})).body) as { events: number }).events);
    }
    assert.ok(seen.includes(before.events + 2), seen.join());
  });

  it("runs nothing for a DryRun", async () => {
    const before = JSON.parse((await call({})).body) as { events: number };
    assert.deepEqual(await call({}, "DryRun"), { status: 204, headers: {}, body: "" });
    const after = JSON.parse((await call({})).body) as { events: number };
    assert.equal(after.events, before.events + 1);
  });

  for (const name of [
    "api:$LATEST",
    "arn:aws:lambda:us-east-1:000000000000:function:api",
    "arn:aws:lambda:us-east-1:000000000000:function:api:live",
    "000000000000:function:api",
  ]) {
    it(`finds a function by ${name}`, async () => {
      assert.equal((await call({}, undefined, name)).status, 200);
    });
  }

  it("refuses a function that is not there", async () => {
    assert.deepEqual(shape(await call({}, undefined, "nobody")), {
      status: 404,
      type: "ResourceNotFoundException",
      functionError: undefined,
      message: "Function not found: nobody",
    });
  });

  for (const body of ["{", "undefined", "'a'", "\u0000"]) {
    it(`refuses the body ${JSON.stringify(body)}`, async () => {
      const { status, headers } = await call(body);
      assert.deepEqual(
        [status, headers["x-amzn-errortype"]],
        [400, "InvalidRequestContentException"],
      );
    });
  }

  it("refuses an invocation type that is none", async () => {
    const { status, headers } = await call({}, "Sometimes");
    assert.deepEqual(
      [status, headers["x-amzn-errortype"]],
      [400, "InvalidParameterValueException"],
    );
  });

  it("marks the answer of a function that failed", async () => {
    const answer = await call({ throw: true });
    const { trace, ...fault } = JSON.parse(answer.body) as { trace: string[] };
    assert.deepEqual(
      {
        status: answer.status,
        mark: answer.headers["x-amz-function-error"],
        fault,
        first: trace[0],
      },
      {
        status: 200,
        mark: "Unhandled",
        fault: { errorType: "RangeError", errorMessage: "too far" },
        first: "RangeError: too far",
      },
    );
  });

  it("marks the answer of a function that ran out of time", async () => {
    const answer = await call({ stay: true });
    assert.equal(answer.headers["x-amz-function-error"], "Unhandled");
    const { errorMessage } = JSON.parse(answer.body) as { errorMessage: string };
    assert.ok(
      errorMessage.endsWith(
        `${answer.headers["x-amzn-requestid"]} Task timed out after 2.00 seconds`,
      ),
    );
  });
});

describe("functionOf", () => {
  it("finds a name or an encoded ARN in the path of Invoke, and nothing in other paths", () => {
    const of = (name: string) => functionOf(`/2015-03-31/functions/${name}/invocations`);
    assert.equal(of("api"), "api");
    assert.equal(
      of("arn%3Aaws%3Alambda%3Aus-east-1%3A0%3Afunction%3Aapi"),
      "arn:aws:lambda:us-east-1:0:function:api",
    );
    assert.equal(of("%E0%A4%A"), "%E0%A4%A");
    assert.equal(of("a/b"), undefined);
    assert.equal(functionOf("/2015-03-31/functions/api/invocations/"), undefined);
    assert.equal(functionOf("/api"), undefined);
  });
});
