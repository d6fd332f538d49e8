import { resourcePrefix, type AwsConfig } from "../stack-config/stack-config.ts";
import type { StackOutputs } from "../stack-outputs.ts";

/** Where a stack is and what to type now, for `--json`; `nextLines` are the same for people. */
export interface NextSteps {
  readonly addresses: Readonly<Record<string, string>>;
  /** Each command with what it is for. */
  readonly commands: Readonly<Record<string, string>>;
}

/** @param answer what the API said to a question after its health: "answers", "does not answer yet: …" */
export function nextSteps(config: AwsConfig, outputs: StackOutputs, answer: string): NextSteps {
  const { stack, region } = config;
  const { apiUrl, databaseHost, databasePort, databasePublic, jumpHostId, userPoolId } = outputs;
  const at = `-- --target ${stack}`;
  const ways = databasePublic
    ? {
        [`npm run db:connect ${at}`]: "the database, in a shell of SQL",
        [`npm run dev-ip:open ${at}`]:
          "let your address in, when it has changed or its time is over",
      }
    : jumpHostId === undefined
      ? {}
      : { [`npm run tunnel ${at}`]: "the database, by way of the jump host" };
  return {
    addresses: {
      API: `${apiUrl} (${answer})`,
      Database: `${databaseHost}:${databasePort}${databasePublic ? "" : ", private"}`,
      "User pool": userPoolId,
    },
    commands: {
      ...ways,
      [`aws logs tail /aws/lambda/${resourcePrefix(config)}-api --follow --region ${region}`]:
        "what the API logs",
      ...(config.environment === "prod"
        ? { [`npm run drift ${at}`]: "what somebody changed by hand" }
        : { [`npm run rds:stop ${at}`]: "when you are done: it costs its storage alone then" }),
    },
  };
}

export function nextLines({ addresses, commands }: NextSteps): string[] {
  return [...aligned(addresses), "What to type now:", ...aligned(commands).map((it) => `  ${it}`)];
}

function aligned(pairs: Readonly<Record<string, string>>): string[] {
  const width = Math.max(0, ...Object.keys(pairs).map(({ length }) => length));
  return Object.entries(pairs).map(([left, right]) => `${left.padEnd(width)}  ${right}`);
}
