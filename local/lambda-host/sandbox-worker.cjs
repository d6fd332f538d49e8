// The inside of a sandbox: loads one bundle and answers one event at a time, as Lambda's runtime does.
// Plain JavaScript, so that a worker starts without a TypeScript loader.
const { parentPort, workerData } = require("node:worker_threads");

const { bundle, functionName, memoryMib } = workerData;

let handler;
try {
  ({ handler } = require(bundle));
  if (typeof handler !== "function") throw new Error("index.handler is not a function");
  parentPort.postMessage({ kind: "ready" });
} catch (error) {
  parentPort.postMessage({ kind: "init-error", ...describe(error) });
}

parentPort.on("message", async ({ id, event, deadline }) => {
  const context = {
    awsRequestId: id,
    functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
    memoryLimitInMB: String(memoryMib),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: "local",
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, Math.ceil(deadline - uptimeMs())),
  };
  try {
    const result = await handler(JSON.parse(event), context);
    // What JSON cannot carry fails here, as it does on Lambda.
    parentPort.postMessage({ kind: "result", id, payload: JSON.stringify(result) ?? "null" });
  } catch (error) {
    parentPort.postMessage({ kind: "function-error", id, ...describe(error) });
  }
});

/** The same in every thread, and set by nobody, unlike the time of day. */
function uptimeMs() {
  return Number(process.hrtime.bigint()) / 1e6;
}

function describe(error) {
  if (error instanceof Error) {
    return {
      errorType: error.name,
      errorMessage: error.message,
      trace: String(error.stack).split("\n"),
    };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}
