import { instanceClassOf } from "./instance-class.ts";
import {
  API_ROLE,
  LIMITED,
  limitOf,
  mostByRole,
  SESSIONS_OF_AN_ENVIRONMENT,
  timesOf,
  TRIGGER_ROLE,
  TRIGGERS,
  type LimitedKey,
} from "./session-limits.ts";
import type { AwsConfig } from "./stack-config.ts";

/** The settings of a stack that decide how many sessions there are and who may open them. */
export interface ConnectionUsers {
  readonly database: Pick<
    AwsConfig["database"],
    | "topology"
    | "instanceClass"
    | "minAcu"
    | "maxAcu"
    | "proxy"
    | "publicAccess"
    | "humanConnections"
  >;
  readonly functions: AwsConfig["functions"];
}

/** One line of the budget. */
export interface BudgetLine {
  /** Who opens them: "each of 3 Cognito triggers, 5 at once". */
  readonly who: string;
  readonly connections: number;
}

export interface ConnectionBudget {
  /** `max_connections` of the server, as RDS sets it by the memory; rather too low than too high. */
  readonly maxConnections: number;
  /** Kept by the server for its own. */
  readonly reserved: number;
  readonly lines: readonly BudgetLine[];
  /** The sum of the lines. */
  readonly wanted: number;
  /** The most that may be wanted: `maxConnections` less `reserved`. */
  readonly available: number;
}

/** Per cent of `max_connections` that RDS Proxy may open; the rest is for the migrator and for people. */
export const PROXY_POOL_PERCENT = 70;

/** Sessions that Pulumi's PostgreSQL provider opens at once, where it reaches the server; its default is 20. */
export const PULUMI_CONNECTIONS = 4;

/** A migration has one session, the advisory lock another. */
const MIGRATOR_CONNECTIONS = 2;

/** `superuser_reserved_connections` (3) and `rds.rds_superuser_reserved_connections` (2), their defaults. */
const RESERVED = 5;

/**
 * How many sessions a server takes, and who may want how many. Nothing is refused here: see `budgetFaults`.
 */
export function connectionBudgetOf(users: ConnectionUsers): ConnectionBudget {
  const maxConnections = maxConnectionsOf(users.database);
  const lines = linesOf(users, maxConnections);
  const wanted = lines.reduce((sum, { connections }) => sum + connections, 0);
  return {
    maxConnections,
    reserved: RESERVED,
    lines,
    wanted,
    available: maxConnections - RESERVED,
  };
}

/**
 * `max_connections` by the memory. RDS's formula is LEAST(DBInstanceClassMemory / 9531392, 5000), and that memory is
 * what its own processes leave: instances of 1, 2, 4 and 8 GiB have been seen with 79 to 87, 198, 413 and 856, and
 * the table for Aurora capacity has 189, 823, 1669 and 3360 for 2, 8, 16 and 32 GiB. One line lies just below all of
 * them. Aurora goes by the most capacity, and takes no more than 2000 where the least is 0 or 0.5
 * (AuroraUserGuide, "Maximum connections for Aurora Serverless v2").
 */
export function maxConnectionsOf(database: ConnectionUsers["database"]): number {
  const isAurora = database.topology === "aurora";
  const memoryGib = isAurora
    ? database.maxAcu * 2
    : (instanceClassOf(database.instanceClass)?.memoryGib ?? 1);
  const most = isAurora && database.minAcu < 1 ? 2000 : 5000;
  return Math.min(most, Math.floor(105.6 * memoryGib - 27));
}

/** Sessions that RDS Proxy may open. */
const proxyPool = (maxConnections: number) =>
  Math.floor((maxConnections * PROXY_POOL_PERCENT) / 100);

function linesOf({ database, functions }: ConnectionUsers, maxConnections: number): BudgetLine[] {
  const services: BudgetLine[] = database.proxy
    ? [
        {
          who: `RDS Proxy, ${PROXY_POOL_PERCENT} % of ${maxConnections}`,
          connections: proxyPool(maxConnections),
        },
      ]
    : serviceLines(functions);
  return [
    ...services,
    { who: "the migrator", connections: MIGRATOR_CONNECTIONS },
    ...(database.publicAccess ? [{ who: "pulumi up", connections: PULUMI_CONNECTIONS }] : []),
    { who: "people", connections: database.humanConnections },
  ];
}

/** Functions that go to the server themselves: as many as are reserved, or else as their role may open. */
function serviceLines(functions: ConnectionUsers["functions"]): BudgetLine[] {
  const { triggers, api } = sessionsOf(functions);
  const reserved = (triggers ?? 0) + (api ?? 0);
  const lines = [
    triggers !== undefined && {
      who: `${TRIGGERS} Cognito triggers, each ${functions.triggerConcurrency} at once`,
      connections: triggers,
    },
    api !== undefined && { who: `the API, ${functions.apiConcurrency} at once`, connections: api },
    reserved > 0 && {
      who: "the same again while a new version starts and the old one's sessions are still open",
      connections: reserved,
    },
    triggers === undefined && {
      who: `${TRIGGERS} Cognito triggers, as many as ${TRIGGER_ROLE} may open`,
      connections: limitOf(TRIGGER_ROLE),
    },
    api === undefined && {
      who: `the API, as many as ${API_ROLE} may open`,
      connections: limitOf(API_ROLE),
    },
  ];
  return lines.filter((line) => line !== false);
}

/** Sessions at once of the functions, which is as many as their environments; undefined where nothing is reserved. */
function sessionsOf({ triggerConcurrency, apiConcurrency }: ConnectionUsers["functions"]) {
  return {
    triggers: triggerConcurrency && TRIGGERS * triggerConcurrency * SESSIONS_OF_AN_ENVIRONMENT,
    api: apiConcurrency && apiConcurrency * SESSIONS_OF_AN_ENVIRONMENT,
  };
}

/** The faults of the connection budget, each with its numbers; empty when all sessions may be had. */
export function budgetFaults(users: ConnectionUsers): string[] {
  const { maxConnections, lines, wanted, available } = connectionBudgetOf(users);
  const faults: string[] = [];
  if (wanted > available) {
    const rows = lines.map(({ who, connections }) => `${String(connections).padStart(6)}  ${who}`);
    faults.push(
      `${wanted} sessions may be opened, and the server takes ${available} (${maxConnections} less ${RESERVED} that it keeps):\n${rows.join("\n")}`,
    );
  }
  return [...faults, ...roleFaults(users), ...poolFaults(users, maxConnections)];
}

/** A key may want more sessions than its role's CONNECTION LIMIT. */
function roleFaults({ database, functions }: ConnectionUsers): string[] {
  const wants = { ...functions, humanConnections: database.humanConnections };
  return (Object.keys(LIMITED) as LimitedKey[]).flatMap((key) => {
    const count = wants[key];
    const most = mostByRole(key, database.proxy);
    if (count === undefined || count <= most) return [];
    const { role, each } = LIMITED[key];
    const times = timesOf(key, database.proxy);
    const sum = [
      `${count}`,
      ...(each > 1 ? [`in each of ${each} triggers`] : []),
      ...(times > 1 ? ["twice while a new version starts"] : []),
    ].join(", ");
    return [
      `${key} is ${sum}: ${count * each * times} sessions of the role ${role}, whose CONNECTION LIMIT is ${limitOf(role)} (lib/domain/access.ts), enough for ${key} ${most}`,
    ];
  });
}

/** More functions may run at once than the proxy has sessions to lend. What is not reserved waits for one. */
function poolFaults({ database, functions }: ConnectionUsers, maxConnections: number): string[] {
  const { triggers = 0, api = 0 } = sessionsOf(functions);
  const pool = proxyPool(maxConnections);
  if (!database.proxy || triggers + api <= pool) return [];
  return [
    `${triggers + api} functions may run at once, and RDS Proxy lends ${pool} sessions (${PROXY_POOL_PERCENT} % of ${maxConnections})`,
  ];
}
