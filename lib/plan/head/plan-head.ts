import { costChange } from "../../cost/cost-change.ts";
import { parseStackConfig } from "../../stack-config/parse.ts";
import type { StackConfig } from "../../stack-config/stack-config.ts";
import { stackValues } from "../../stack-config/stack-values.ts";
import { UserError } from "../../errors.ts";
import { checkoutWarnings, lastUpText, type Checkout } from "./checkout-text.ts";
import type { DeployedMigrations } from "../deployed-migrations.ts";
import { nightStopText } from "./night-stop-text.ts";
import type { StackUpdate } from "../stack-update.ts";

/** Who is signed in to AWS. */
export interface Identity {
  /** 12 digits. */
  readonly account: string;
  /** The last part of the ARN: `user/alice`, `assumed-role/Admin/alice`. */
  readonly who: string;
}

/** What a plan is about, as whoever agrees to it must know it. */
export interface PlanHead {
  readonly stack: string;
  readonly config: StackConfig;
  /** Undefined for a stack that needs no account. */
  readonly identity: Identity | undefined;
  /** The last update that was an up, as Pulumi remembers it; none of before a destroy. */
  readonly last: StackUpdate | undefined;
  /** The last such one that ended well. */
  readonly done: StackUpdate | undefined;
  /** What took the stack down that is made anew since. */
  readonly destroyed: StackUpdate | undefined;
  readonly checkout: Checkout | undefined;
  /** Of the last up that ended well, and of the last such one without uncommitted changes; of those that git knows. */
  readonly migrations: readonly DeployedMigrations[];
  /** The reader's time zone. */
  readonly timezone: string;
  readonly now: Date;
}

/** The head as data, for `--json`. */
export function headData(head: PlanHead): object {
  const { stack, config, identity, last, checkout } = head;
  return {
    stack,
    environment: config.environment,
    ...identity,
    ...(config.environment === "local"
      ? {}
      : {
          region: config.region,
          nightStop: config.database.nightStop,
          alarmEmail: config.alarmEmail,
        }),
    cost: costLines(head),
    lastUp: last && { ended: last.ended, commit: last.commit, isDone: last.isDone },
    checkout,
    warnings: checkoutWarnings(last, checkout),
  };
}

/** The head in lines: `Account     123456789012, as user/alice`. */
export function headLines(head: PlanHead): string[] {
  const { stack, config, identity, last, checkout, destroyed, timezone, now } = head;
  const rows: [string, ...string[]][] = [["Stack", `${stack}, environment ${config.environment}`]];
  if (config.environment !== "local") {
    const { nightStop } = config.database;
    rows.push(
      ["Account", identity ? `${identity.account}, as ${identity.who}` : "not known"],
      ["Region", config.region],
      ["Night stop", nightStopText(nightStop, timezone, now)],
      [
        "Alarms",
        config.alarmEmail
          ? `by mail to ${config.alarmEmail}`
          : "nobody gets a mail: alarmEmail is not set",
      ],
    );
  }
  rows.push(["Cost", ...costLines(head)], ["Last up", lastUpText(last, checkout, destroyed)]);
  return [
    ...rows.flatMap(([title, first, ...more]) => [
      `${title.padEnd(WIDTH)}${first}`,
      ...more.map((line) => `${"".padEnd(WIDTH)}${line}`),
    ]),
    ...checkoutWarnings(last, checkout).map((line) => `! ${line}`),
  ];
}

/** The account and who is signed in to it, for a question: "dev, account 123456789012 (user/alice), us-east-1". */
export function headWords({ stack, config, identity }: PlanHead): string {
  if (config.environment === "local") return stack;
  const account = identity ? `, account ${identity.account} (${identity.who})` : "";
  return `${stack}${account}, ${config.region}`;
}

const WIDTH = "Night stop  ".length;

function costLines({ stack, config, done }: PlanHead): string[] {
  return costChange(config, done && configOf(done, stack));
}

/** The configuration that was deployed; undefined where this version no longer takes it. */
function configOf({ config }: StackUpdate, stack: string): StackConfig | undefined {
  try {
    return parseStackConfig(stack.split("/").at(-1)!, stackValues(config));
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
