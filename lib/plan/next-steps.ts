import { resourcePrefix, type AwsConfig } from "../stack-config/stack-config.ts";
import type { StackOutputs } from "../stack-outputs.ts";

/** Where a stack is and what to type now, for `--json`; `nextLines` are the same for people. */
export interface NextSteps {
  readonly addresses: Readonly<Record<string, string>>;
  /** Each command with what it is for. */
  readonly commands: Readonly<Record<string, string>>;
}

/** What the addresses said when they were asked: "it answers", "it does not answer yet: …". */
export interface Answers {
  /** Undefined where there is no page. */
  readonly page: string | undefined;
  readonly api: string;
}

/** Where the API answers: in production at the page's address only. */
export const apiAddress = (config: AwsConfig, { siteUrl, apiUrl }: StackOutputs): string =>
  config.environment === "prod" ? (siteUrl ?? apiUrl) : apiUrl;

export function nextSteps(config: AwsConfig, outputs: StackOutputs, answers: Answers): NextSteps {
  const { stack, region } = config;
  const { siteUrl, databaseHost, databasePort, databasePublic, jumpHostId, userPoolId } = outputs;
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
      ...(siteUrl === undefined ? {} : { Page: `${siteUrl} (${answers.page})` }),
      API: `${apiAddress(config, outputs)}/api/ (${answers.api})`,
      Database: `${databaseHost}:${databasePort}${databasePublic ? "" : ", private"}`,
      "User pool": userPoolId,
      ...(outputs.dashboardUrl === undefined ? {} : { Dashboard: outputs.dashboardUrl }),
    },
    commands: {
      ...ways,
      ...(answers.page === undefined || answers.page === ANSWERS
        ? {}
        : {
            [`curl -sI ${siteUrl}`]:
              "whether the page answers: CloudFront may need minutes, and a new name of yours an hour",
          }),
      [`aws logs tail /aws/lambda/${resourcePrefix(config)}-api --follow --region ${region}`]:
        "what the API logs",
      ...(config.environment === "prod"
        ? { [`npm run drift ${at}`]: "what somebody changed by hand" }
        : { [`npm run rds:stop ${at}`]: "when you are done: it costs its storage alone then" }),
    },
  };
}

/** All is well with an address. */
export const ANSWERS = "it answers";

export function nextLines({ addresses, commands }: NextSteps): string[] {
  return [...aligned(addresses), "What to type now:", ...aligned(commands).map((it) => `  ${it}`)];
}

function aligned(pairs: Readonly<Record<string, string>>): string[] {
  const width = Math.max(0, ...Object.keys(pairs).map(({ length }) => length));
  return Object.entries(pairs).map(([left, right]) => `${left.padEnd(width)}  ${right}`);
}
