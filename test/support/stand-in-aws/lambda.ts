import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { REGION } from "../aws-answers.ts";
import type { StandInAccount } from "./account.ts";
import type { StandInDatabases } from "./databases.ts";
import { obstacleOf } from "./reach.ts";
import { archivedFiles } from "./values.ts";

const FUNCTION = "aws:lambda/function:Function";

/** Hands the event from standard input to the handler, and its end to file descriptor 3 as Lambda would tell it. */
const RUNTIME = `
const { writeSync, readFileSync } = require("node:fs");
const path = require("node:path");
const { handler } = require(path.join(process.env.LAMBDA_TASK_ROOT, "index.cjs"));
const context = { awsRequestId: "stand-in", getRemainingTimeInMillis: () => 60_000 };
handler(JSON.parse(readFileSync(0, "utf8")), context).then(
  (result) => writeSync(3, JSON.stringify({ result })),
  (error) => writeSync(3, JSON.stringify({ error: { errorType: error.name, errorMessage: error.message } })),
);
`;

/**
 * Runs a function's own code, in a process with the function's own variables, except that its database is the
 * stand-in's. Throws the real provider's words when the function failed.
 *
 * @returns what it answered, as JSON
 */
export async function invokeFunction(
  account: StandInAccount,
  databases: StandInDatabases,
  name: string,
  event: string,
): Promise<string> {
  const held = account.all(FUNCTION).find(({ outputs }) => outputs["name"] === name);
  if (!held) throw new Error(`api error ResourceNotFoundException: Function not found: ${name}`);
  const obstacle = obstacleOf(account, held);
  if (obstacle !== undefined) {
    throw new FunctionError(name, JSON.stringify({ errorType: "Error", errorMessage: obstacle }));
  }
  const folder = mkdtempSync(path.join(tmpdir(), "cruddur-function-"));
  try {
    for (const [file, text] of Object.entries(archivedFiles(held.inputs["code"]))) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
    const variables = (held.inputs["environment"]?.variables ?? {}) as Record<string, string>;
    const { result, error } = await run(
      { ...variables, ...(await loginFor(databases, variables)), LAMBDA_TASK_ROOT: folder },
      event,
    );
    if (error) throw new FunctionError(name, JSON.stringify(error));
    return JSON.stringify(result);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Plays Cognito at a trigger of a pool: calls the function that the pool names, if the function lets it.
 *
 * @param trigger its name in the pool's `lambdaConfig`: `preSignUp`
 * @returns what the function answered
 */
export async function callTrigger(
  account: StandInAccount,
  databases: StandInDatabases,
  trigger: string,
  event: object,
): Promise<unknown> {
  const pool = account.all("aws:cognito/userPool:UserPool")[0]!;
  const arn = pool.inputs["lambdaConfig"][trigger] as string;
  const name = arn.split(":").at(-1)!;
  const isAllowed = account
    .all("aws:lambda/permission:Permission")
    .some(
      ({ inputs }) =>
        [name, arn].includes(inputs["function"]) &&
        inputs["action"] === "lambda:InvokeFunction" &&
        inputs["principal"] === "cognito-idp.amazonaws.com" &&
        inputs["sourceArn"] === pool.outputs["arn"],
    );
  if (!isAllowed) {
    throw new Error(
      `UnexpectedLambdaException: ${trigger} invocation failed due to error AccessDeniedException.`,
    );
  }
  return JSON.parse(
    await invokeFunction(account, databases, name, JSON.stringify(event)),
  ) as unknown;
}

class FunctionError extends Error {
  readonly payload: string;

  constructor(name: string, payload: string) {
    super(`Lambda function (${name}) returned error: (${payload})`);
    this.payload = payload;
  }
}

/** Lambda's answer for a function that failed, as JSON; undefined where it was not the function. */
export function failureOf(error: unknown): string | undefined {
  return error instanceof FunctionError ? error.payload : undefined;
}

/** How the function reaches the stand-in's server, which has neither RDS's certificate nor its tokens. */
async function loginFor(
  databases: StandInDatabases,
  variables: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const { server } = databases;
  if (!server) throw new Error("The stand-in has no PostgreSQL: give the project one.");
  const { DATABASE_AUTH, PGUSER } = variables;
  return {
    PGHOST: server.host,
    PGPORT: String(server.port),
    PGSSLMODE: "disable",
    DATABASE_AUTH: "",
    AWS_REGION: REGION,
    ...(DATABASE_AUTH === "iam" ? { PGPASSWORD: await databases.tokenFor(PGUSER!) } : {}),
  };
}

interface End {
  readonly result?: unknown;
  readonly error?: { readonly errorType: string; readonly errorMessage: string };
}

function run(env: Readonly<Record<string, string>>, event: string): Promise<End> {
  const child = spawn(process.execPath, ["--eval", RUNTIME], {
    env,
    stdio: ["pipe", "ignore", "pipe", "pipe"],
  });
  let told = "";
  let complaints = "";
  child.stdio[3]!.on("data", (chunk: Buffer) => (told += chunk.toString()));
  child.stderr!.on("data", (chunk: Buffer) => (complaints += chunk.toString()));
  child.stdin!.end(event);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => {
      if (told === "") {
        resolve({ error: { errorType: "Runtime.ExitError", errorMessage: complaints } });
      } else resolve(JSON.parse(told) as End);
    });
  });
}
