import { ROLES } from "./access.ts";
import { FUNCTIONS } from "./functions.ts";
import { instanceClassOf } from "./instance-class.ts";
import type { AwsConfig } from "./stack-config/stack-config.ts";

/** What of a stack decides how many sessions there are and who may open them. */
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
  /** What may be wanted at most: `maxConnections` less `reserved`. */
  readonly available: number;
}

/** Per cent of `max_connections` that RDS Proxy may open; the rest is for the migrator and for people. */
export const PROXY_POOL_PERCENT = 70;

/** Sessions that Pulumi's PostgreSQL provider opens at once, where it reaches the server; its default is 20. */
export const PULUMI_CONNECTIONS = 4;

/** A migration has one session, the advisory lock another. */
export const MIGRATOR_CONNECTIONS = 2;

/** Each environment of a function keeps one session (`lambda/shared/database.ts`). */
const SESSIONS_OF_AN_ENVIRONMENT = 1;

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

/** What RDS Proxy may open. */
const proxyPool = (maxConnections: number) =>
  Math.floor((maxConnections * PROXY_POOL_PERCENT) / 100);

function linesOf({ database, functions }: ConnectionUsers, maxConnections: number): BudgetLine[] {
  const { triggers, api } = sessionsOf(functions);
  const services: BudgetLine[] = database.proxy
    ? [
        {
          who: `RDS Proxy, ${PROXY_POOL_PERCENT} % of ${maxConnections}`,
          connections: proxyPool(maxConnections),
        },
      ]
    : [
        {
          who: `${TRIGGERS} Cognito triggers, each ${functions.triggerConcurrency} at once`,
          connections: triggers,
        },
        { who: `the API, ${functions.apiConcurrency} at once`, connections: api },
        {
          who: "the same again while a new version starts and the old one's sessions are still open",
          connections: triggers + api,
        },
      ];
  return [
    ...services,
    { who: "the migrator", connections: MIGRATOR_CONNECTIONS },
    ...(database.publicAccess ? [{ who: "pulumi up", connections: PULUMI_CONNECTIONS }] : []),
    { who: "people", connections: database.humanConnections },
  ];
}

const TRIGGERS = FUNCTIONS.filter(({ trigger }) => trigger !== undefined).length;

/** Sessions at once of the functions: as many as their environments. */
function sessionsOf(functions: ConnectionUsers["functions"]) {
  return {
    triggers: TRIGGERS * functions.triggerConcurrency * SESSIONS_OF_AN_ENVIRONMENT,
    api: functions.apiConcurrency * SESSIONS_OF_AN_ENVIRONMENT,
  };
}

/** What is over the budget, each with its numbers; empty when all may be had. */
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

/** The functions of a role may want more than its CONNECTION LIMIT. */
function roleFaults({ database, functions }: ConnectionUsers): string[] {
  const sessions = sessionsOf(functions);
  // The proxy lends sessions to those that run; without it the old version's environments still have theirs.
  const times = database.proxy ? 1 : 2;
  const wants = [
    { role: "cruddur_sign_up", key: "triggerConcurrency", wanted: times * sessions.triggers },
    { role: "cruddur_api", key: "apiConcurrency", wanted: times * sessions.api },
    { role: "cruddur_reader", key: "humanConnections", wanted: database.humanConnections },
  ];
  return wants.flatMap(({ role, key, wanted }) => {
    const limit = ROLES.find(({ name }) => name === role)?.connectionLimit ?? Infinity;
    return wanted <= limit
      ? []
      : [`${key} lets ${role} want ${wanted} sessions, and it may open ${limit} (lib/access.ts)`];
  });
}

/** More functions may run at once than the proxy has sessions to lend. */
function poolFaults({ database, functions }: ConnectionUsers, maxConnections: number): string[] {
  const { triggers, api } = sessionsOf(functions);
  const pool = proxyPool(maxConnections);
  if (!database.proxy || triggers + api <= pool) return [];
  return [
    `${triggers + api} functions may run at once, and RDS Proxy lends ${pool} sessions (${PROXY_POOL_PERCENT} % of ${maxConnections})`,
  ];
}
