import { isProductionName } from "../../domain/target.ts";
import { instanceClassOf } from "../instance-class.ts";
import { ACCOUNT_NOW } from "../keys.ts";
import { BACKUP_RULES } from "./backup-rules.ts";
import { BOUNDARY_RULES } from "./boundary-rules.ts";
import { NAME_RULES } from "./name-rules.ts";
import { NETWORK_RULES } from "./network-rules.ts";
import { REGION_RULES } from "./region-rules.ts";
import type { Mend, Rule } from "./rule.ts";
import type { Values } from "../values.ts";

const isProd = ({ environment }: Values) => environment === "prod";
const isAurora = ({ topology }: Values) => topology === "aurora";
const isStopped = ({ stopAt }: Values) => stopAt !== "never";

const roomFor = (storageGib: number) => Math.ceil((storageGib * 11) / 10);

export const RULES: readonly Rule[] = [
  {
    refuses: "prod without an account",
    because: "with the wrong credentials production would be made, or changed, in another account",
    keys: ["environment", "accountId"],
    isBroken: (values) => isProd(values) && values.accountId === undefined,
    mend: () => [["accountId", ACCOUNT_NOW]],
  },
  {
    refuses: "prod without an alarmEmail",
    because: "its alarms would ring and nobody would hear of it",
    keys: ["environment", "alarmEmail"],
    isBroken: (values) => isProd(values) && values.alarmEmail === undefined,
    mend: () => [["alarmEmail", "you@example.com"]],
  },
  {
    refuses: "a public database in prod",
    because: "production has no address on the internet; npm run tunnel leads to it",
    keys: ["environment", "publicAccess"],
    isBroken: (values) => isProd(values) && values.publicAccess,
    mend: () => [["publicAccess", "false"]],
  },
  {
    refuses: "a jump host before a public database",
    because:
      "people reach that one by a lease of their address, and the machine would be paid for in vain",
    keys: ["publicAccess", "jumpHost"],
    isBroken: (values) => values.jumpHost && values.publicAccess,
    mend: () => [["jumpHost"]],
  },
  {
    refuses: "prod without protection",
    because: "one mistyped command would delete the database and everybody's account",
    keys: ["environment", "protected"],
    isBroken: (values) => isProd(values) && !values.protected,
    mend: () => [["protected", "true"]],
  },
  {
    refuses: "prod with backups of less than 7 days",
    because: "a fault that is found after a weekend could not be undone",
    keys: ["environment", "backupDays"],
    isBroken: (values) => isProd(values) && values.backupDays < 7,
    mend: () => [["backupDays", "14"]],
  },
  {
    refuses: "a daily stop in prod",
    because: "nobody could sign up or read until somebody started the database",
    keys: ["environment", "stopAt"],
    isBroken: (values) => isProd(values) && isStopped(values),
    mend: () => [["stopAt", "never"]],
  },
  {
    refuses: "Aurora that sleeps in prod",
    because: "it wakes in about 15 seconds, and Cognito waits 5 for a trigger",
    keys: ["environment", "topology", "minAcu"],
    isBroken: (values) => isProd(values) && isAurora(values) && values.minAcu === 0,
    mend: () => [["minAcu", "1"]],
  },
  {
    refuses: "an allowed origin without TLS in prod",
    because: "whoever sits between could read and change what users write",
    keys: ["environment", "allowedOrigins"],
    isBroken: (values) =>
      isProd(values) && values.allowedOrigins.some((origin) => !origin.startsWith("https://")),
    mend: ({ allowedOrigins }) => [
      [
        "allowedOrigins",
        JSON.stringify(allowedOrigins.map((origin) => origin.replace(/^\w+:/, "https:"))),
      ],
    ],
  },
  {
    refuses: "Aurora that sleeps together with the proxy",
    because:
      "the proxy keeps its sessions open, so that Aurora never sleeps, and costs 8 units itself",
    keys: ["topology", "minAcu", "proxy"],
    isBroken: (values) => isAurora(values) && values.minAcu === 0 && values.proxy,
    mend: () => [["minAcu", "0.5"]],
  },
  {
    refuses: "Aurora with an instance's class",
    because: "its capacity is minAcu to maxAcu, and its class is always db.serverless",
    keys: ["topology", "instanceClass"],
    isBroken: (values) => isAurora(values) && values.instanceClass !== "db.serverless",
    mend: () => [["instanceClass"]],
  },
  {
    refuses: "Aurora with storage of a size",
    because: "its storage grows by itself and has no size to set",
    keys: ["topology", "storageGib", "maxStorageGib"],
    isBroken: (values, given) =>
      isAurora(values) && (given("storageGib") || given("maxStorageGib")),
    mend: (_values, given) =>
      (["storageGib", "maxStorageGib"] as const).filter(given).map((key): Mend => [key]),
  },
  {
    refuses: "an instance of class db.serverless",
    because: "that is Aurora's; an instance has a size",
    keys: ["topology", "instanceClass"],
    isBroken: (values) => !isAurora(values) && instanceClassOf(values.instanceClass) === undefined,
    mend: () => [["topology", "aurora"]],
  },
  {
    refuses: "an instance with Aurora's capacity",
    because: "minAcu and maxAcu would be without effect",
    keys: ["topology", "minAcu", "maxAcu"],
    isBroken: (values, given) => !isAurora(values) && (given("minAcu") || given("maxAcu")),
    mend: () => [["topology", "aurora"]],
  },
  {
    refuses: "a minAcu above maxAcu",
    because: "there is no capacity between them",
    keys: ["topology", "minAcu", "maxAcu"],
    isBroken: (values) => isAurora(values) && values.minAcu > values.maxAcu,
    mend: ({ minAcu }) => [["maxAcu", String(Math.max(1, minAcu))]],
  },
  {
    refuses: "a maxStorageGib without a tenth more than storageGib",
    because: "RDS takes no smaller room to grow into",
    keys: ["topology", "storageGib", "maxStorageGib"],
    isBroken: (values) => !isAurora(values) && values.maxStorageGib < roomFor(values.storageGib),
    mend: ({ storageGib }) =>
      roomFor(storageGib) > 65_536
        ? [
            ["storageGib", "59000"],
            ["maxStorageGib", "65536"],
          ]
        : [["maxStorageGib", String(roomFor(storageGib))]],
  },
  {
    refuses: "a budget without an alarmEmail",
    because: "nobody would be told",
    keys: ["environment", "monthlyBudgetUsd", "alarmEmail"],
    isBroken: (values) =>
      !isProd(values) && values.monthlyBudgetUsd !== undefined && values.alarmEmail === undefined,
    mend: () => [["alarmEmail", "you@example.com"]],
  },
  ...BACKUP_RULES,
  ...BOUNDARY_RULES,
  ...NAME_RULES,
  ...NETWORK_RULES,
  ...REGION_RULES,
];

/** The faults of a stack's name, phrases without a full stop; empty when there are none. */
export function stackNameFaults(stack: string, environment: string | undefined): string[] {
  const faults: string[] = [];
  // AWS's names begin with `cruddur-<stack>` and have at most 63 characters, of which the longest suffix takes 23.
  if (!/^[a-z]([a-z0-9]|-(?=[a-z0-9])){0,31}$/.test(stack)) {
    faults.push(
      `the stack's name ${JSON.stringify(stack)} cannot begin the names of AWS resources; wanted is a letter, then at most 31 small letters, digits and single hyphens`,
    );
  }
  if (environment !== undefined && environment !== "prod" && isProductionName(stack)) {
    faults.push(
      `stack ${stack} is called production and has environment ${environment}; commands would protect it as production and the stack would not`,
    );
  }
  if (environment !== undefined && environment !== "local" && stack === "local") {
    faults.push(
      `stack local has environment ${environment}; \`--target local\` is the local copy everywhere, so no command could reach it`,
    );
  }
  return faults;
}
