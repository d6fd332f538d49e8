import { KEY_NAMES, KEYS } from "./keys.ts";
import { profileFor } from "./profiles.ts";
import { defaultOf } from "./project-schema.ts";
import { leastQuota, reservedConcurrency } from "./reserved-concurrency.ts";
import { RULES } from "./rules/rules.ts";

const INTRODUCTION = `# Configuration of a stack

<!-- Made by \`npm run docs\` from the declarations in lib/stack-config/. Do not edit. -->

A stack is one file, \`Pulumi.<stack>.yaml\`. Its \`environment\` picks a profile that goes together, and every other key is there to differ from it:

\`\`\`yaml
# Pulumi.dev-alice.yaml
config:
  cruddur:environment: dev
  cruddur:timezone: Europe/Berlin
\`\`\`

\`pulumi config set timezone Europe/Berlin --stack dev-alice\` writes such a line. A list is written into the file. Whatever is wrong with a file is told at once, before anything is planned: unknown keys, values that cannot be read, combinations that are refused, each with the line to type. \`npm run cost -- --target dev-alice\` does the same without Pulumi, and says what the stack costs.

\`pulumi config\` shows \`default\` for a key that the stack does not set. \`aws:region\` counts where \`region\` is not set.`;

const EXAMPLES = `## Examples

Aurora that sleeps when nobody uses it, in a stack for one developer (the first request after a sleep waits about 15 seconds, so a sign-up then answers \`TRY_LATER\`):

\`\`\`yaml
config:
  cruddur:environment: dev
  cruddur:topology: aurora
  cruddur:minAcu: "0"
  cruddur:maxAcu: "2"
\`\`\`

Production on Aurora, with the proxy:

\`\`\`yaml
config:
  cruddur:environment: prod
  cruddur:accountId: "123456789012"
  cruddur:alarmEmail: you@example.com
  cruddur:topology: aurora
  cruddur:minAcu: "1"
  cruddur:maxAcu: "16"
  cruddur:allowedOrigins:
    - https://cruddur.example
\`\`\`

The proxy in a private development stack:

\`\`\`yaml
config:
  cruddur:environment: dev
  cruddur:proxy: "true"
  cruddur:publicAccess: "false"
\`\`\``;

const budget = () => `## The budget of connections

A server takes a number of sessions that its memory decides. What functions, migrator, Pulumi and people may open together must fit into it, or the configuration is refused with both sums:

- Each environment of a function keeps one session, and there are as many as \`triggerConcurrency\` (times three triggers) and \`apiConcurrency\` say. While a new version starts, the old one's sessions are still open, so they count twice. Both must fit into the \`CONNECTION LIMIT\` of the role, too, which is in \`lib/domain/access.ts\`.
- Where they are not set, as in dev, nothing is reserved: functions run as often at once as the account allows, and PostgreSQL itself holds their roles to those limits, which count instead. Whoever comes above them is told to try again later.
- With \`proxy\` its pool counts instead: 70 % of what the server takes.
- \`humanConnections\` for people, two sessions for the migrator, four for \`pulumi up\` where it reaches the database.

## A new account's quota of functions

Reserved concurrency comes out of the account's quota of concurrent executions in the region, of which AWS keeps 100 unreserved. A new account's quota may be 10 in all, and of such a small one AWS lets nothing be reserved. That is enough for dev, which reserves nothing. Where something is reserved, prod above all, \`pulumi up\` then fails at a function with

\`\`\`text
Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [10].
\`\`\`

What the quota is:

\`\`\`sh
aws lambda get-account-settings --query AccountLimit
\`\`\`

Prod reserves ${reservedInProd()}, three times \`triggerConcurrency\`, \`apiConcurrency\` and one for the migrator, so that the quota must be ${leastQuota(reservedInProd())} or more. More costs nothing, and is granted in hours to days:

\`\`\`sh
aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000
\`\`\`

After that, \`pulumi up\` goes on where it ended. A stack of environment dev that set \`triggerConcurrency\` or \`apiConcurrency\` can take it back instead: \`pulumi config rm apiConcurrency --stack dev\`.`;

/** Concurrency that prod's profile reserves. */
const reservedInProd = () =>
  reservedConcurrency({ environment: "prod", functions: profileFor("prod") });

/** The text of docs/configuration.md. */
export function configurationMarkdown(): string {
  return `${[
    INTRODUCTION,
    `## Keys\n\n${keyTable()}`,
    `With \`topology: aurora\` the class is \`db.serverless\`, and storage has no size. In prod without the proxy the default of \`triggerConcurrency\` is ${withoutProxy("triggerConcurrency")} and that of \`apiConcurrency\` ${withoutProxy("apiConcurrency")}. Environment \`local\` has no other key: it applies the access model to the local copy's PostgreSQL.`,
    `## What is refused\n\n${ruleTable()}`,
    "A stack whose name means production (`prod`, `production`, `live`, `prod-eu`) has environment `prod`; a name is a letter and at most 31 small letters, digits and single hyphens; only the stack of environment `local` is called `local`.",
    budget(),
    EXAMPLES,
  ].join("\n\n")}\n`;
}

const withoutProxy = (key: "triggerConcurrency" | "apiConcurrency") =>
  String(profileFor("prod", { proxy: false })[key]);

function keyTable(): string {
  const rows = KEY_NAMES.map((key) => {
    const { summary, reader } = KEYS[key];
    const defaults =
      key === "environment"
        ? "must be set | must be set"
        : (["dev", "prod"] as const).map((name) => code(defaultOf(name, key))).join(" | ");
    return `| \`${key}\` | ${summary} | ${reader.wanted} | ${defaults} |`;
  });
  return ["| key | what it decides | wanted | in dev | in prod |", RULE_OF(5), ...rows].join("\n");
}

function ruleTable(): string {
  const rows = RULES.map(({ refuses, because }) => `| ${refuses} | ${because} |`);
  return ["| refused | because |", RULE_OF(2), ...rows].join("\n");
}

const RULE_OF = (columns: number) => `|${" --- |".repeat(columns)}`;
const code = (value: string) => (value === "" ? "–" : `\`${value}\``);
