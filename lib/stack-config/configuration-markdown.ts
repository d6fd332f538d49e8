import { KEY_NAMES, KEYS } from "./keys.ts";
import { profileFor } from "./profiles.ts";
import { defaultOf } from "./project-schema.ts";
import { RULES } from "./rules.ts";

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

const BUDGET = `## The budget of connections

A server takes a number of sessions that its memory decides. What functions, migrator, Pulumi and people may open together must fit into it, or the configuration is refused with both sums:

- Each environment of a function keeps one session, and there are as many as \`triggerConcurrency\` (times three triggers) and \`apiConcurrency\` say. While a new version starts, the old one's sessions are still open, so they count twice.
- With \`proxy\` its pool counts instead: 70 % of what the server takes.
- \`humanConnections\` for people, two sessions for the migrator, four for \`pulumi up\` where it reaches the database.

Reserved concurrency comes out of the account's quota, of which AWS keeps a part unreserved. A new account may have a quota of 10 in all; then Lambda refuses with \`ReservedConcurrentExecutions\`. Ask for more at Service Quotas, "Concurrent executions".`;

/** The text of docs/configuration.md. */
export function configurationMarkdown(): string {
  return `${[
    INTRODUCTION,
    `## Keys\n\n${keyTable()}`,
    `With \`topology: aurora\` the class is \`db.serverless\`, and storage has no size. Without the proxy the default of \`triggerConcurrency\` is ${withoutProxy("triggerConcurrency")} and that of \`apiConcurrency\` ${withoutProxy("apiConcurrency")} in prod, too. Environment \`local\` has no other key: it applies the access model to the local copy's PostgreSQL.`,
    `## What is refused\n\n${ruleTable()}`,
    "A stack whose name means production (`prod`, `production`, `live`, `prod-eu`) has environment `prod`; a name is a letter and at most 31 small letters, digits and single hyphens; only the stack of environment `local` is called `local`.",
    BUDGET,
    EXAMPLES,
  ].join("\n\n")}\n`;
}

const withoutProxy = (key: "triggerConcurrency" | "apiConcurrency") =>
  profileFor("prod", { proxy: false })[key];

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
