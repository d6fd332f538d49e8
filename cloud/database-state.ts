import { setTimeout as delay } from "node:timers/promises";
import {
  CreateDBClusterSnapshotCommand,
  CreateDBSnapshotCommand,
  DescribeDBClustersCommand,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  RDSClient,
  StartDBClusterCommand,
  StartDBInstanceCommand,
  StopDBClusterCommand,
  StopDBInstanceCommand,
} from "@aws-sdk/client-rds";
import { RefusedError, UserError } from "#lib/errors";
import { ageText } from "#lib/age";
import { asking, awsCode, clientConfig } from "./aws-client.ts";

export interface DatabaseState {
  readonly kind: "instance" | "cluster";
  readonly identifier: string;
  /** RDS's own word: `available`, `stopped`, `backing-up`, … */
  readonly status: string;
}

export interface WaitOptions {
  /** Told what is waited for, once for each status. */
  readonly note?: (text: string) => void;
  /** Called between two looks; it may throw to end the wait. */
  readonly check?: () => void;
  /** @default 10 s; a start takes minutes */
  readonly pollMs?: number;
  /** @default 30 min */
  readonly patienceMs?: number;
}

const SNAPSHOT_PATIENCE_MS = 2 * 60 * 60_000;

/** Statuses from which no wait leads to `available`. */
const HOPELESS =
  /^(deleting|failed|inaccessible-encryption-credentials|incompatible-.*|insufficient-capacity|restore-error|storage-full)/;
/** It takes no connections. Every other status (`backing-up`, `modifying`, `storage-optimization`) is of one that runs. */
const DOWN =
  /^(stopped|stopping|starting|creating|rebooting|maintenance|upgrading|renaming|resetting-master-credentials)$/;

/** The databases of one region: what state they are in, start, stop. All throw UserErrors for what a person can mend. */
export class DatabaseStates {
  readonly #client: RDSClient;

  constructor(region: string) {
    this.#client = new RDSClient(clientConfig(region));
  }

  /** @param identifier of an instance or a cluster */
  async read(identifier: string): Promise<DatabaseState> {
    const client = this.#client;
    return asking(`tell of database ${identifier}`, async () => {
      try {
        const { DBInstances: [found] = [] } = await client.send(
          new DescribeDBInstancesCommand({ DBInstanceIdentifier: identifier }),
        );
        return { kind: "instance", identifier, status: found?.DBInstanceStatus ?? "unknown" };
      } catch (error) {
        if (!/^DBInstanceNotFound/.test(awsCode(error))) throw error;
      }
      const { DBClusters: [found] = [] } = await client.send(
        new DescribeDBClustersCommand({ DBClusterIdentifier: identifier }),
      );
      return { kind: "cluster", identifier, status: found?.Status ?? "unknown" };
    });
  }

  /** The same; undefined where there is none of that name. */
  async find(identifier: string): Promise<DatabaseState | undefined> {
    try {
      return await this.read(identifier);
    } catch (error) {
      if (/NotFound/.test(awsCode((error as Error).cause))) return undefined;
      throw error;
    }
  }

  /** Asks AWS to start it, and does not wait. */
  async start({ kind, identifier }: DatabaseState): Promise<void> {
    await asking(`start database ${identifier}`, async () => {
      if (kind === "cluster") {
        await this.#client.send(new StartDBClusterCommand({ DBClusterIdentifier: identifier }));
      } else {
        await this.#client.send(new StartDBInstanceCommand({ DBInstanceIdentifier: identifier }));
      }
    });
  }

  /** Asks AWS to stop it, and does not wait. AWS starts it again after seven days. */
  async stop({ kind, identifier }: DatabaseState): Promise<void> {
    await asking(`stop database ${identifier}`, async () => {
      if (kind === "cluster") {
        await this.#client.send(new StopDBClusterCommand({ DBClusterIdentifier: identifier }));
      } else {
        await this.#client.send(new StopDBInstanceCommand({ DBInstanceIdentifier: identifier }));
      }
    });
  }

  /**
   * Makes a snapshot of it as it is now, and waits until it can be restored from: at most two hours.
   */
  async snapshot(
    { kind, identifier }: DatabaseState,
    name: string,
    { note, check }: Pick<WaitOptions, "note" | "check"> = {},
  ): Promise<void> {
    const client = this.#client;
    const isCluster = kind === "cluster";
    const instance = { DBInstanceIdentifier: identifier, DBSnapshotIdentifier: name };
    const cluster = { DBClusterIdentifier: identifier, DBClusterSnapshotIdentifier: name };
    await asking(`make a snapshot of database ${identifier}`, async () => {
      try {
        await (isCluster
          ? client.send(new CreateDBClusterSnapshotCommand(cluster))
          : client.send(new CreateDBSnapshotCommand(instance)));
      } catch (error) {
        throw snapshotProblem(error, name) ?? error;
      }
    });
    for (const started = Date.now(); ;) {
      const { status, percent } = await asking(`tell of snapshot ${name}`, async () => {
        const [found] = isCluster
          ? ((await client.send(new DescribeDBClusterSnapshotsCommand(cluster)))
              .DBClusterSnapshots ?? [])
          : ((await client.send(new DescribeDBSnapshotsCommand(instance))).DBSnapshots ?? []);
        return { status: found?.Status ?? "not there", percent: found?.PercentProgress };
      });
      if (status === "available") return;
      if (status === "failed" || Date.now() - started > SNAPSHOT_PATIENCE_MS) {
        throw new UserError(
          `Snapshot ${name} is ${status}${status === "failed" ? "" : " after 2 h"}.`,
          "Look at it in the RDS console.",
        );
      }
      note?.(`Snapshot ${name} is ${status}, ${percent ?? 0} % done; waiting …`);
      check?.();
      await delay(10_000);
    }
  }

  /** Looks until `isEnough`; a state from which nothing leads there is an error. */
  async waitFor(
    identifier: string,
    isEnough: (state: DatabaseState) => boolean,
    options: WaitOptions = {},
  ): Promise<DatabaseState> {
    const { note, check, pollMs = 10_000, patienceMs = 1_800_000 } = options;
    const start = Date.now();
    let told = "";
    for (;;) {
      const state = await this.read(identifier);
      if (isEnough(state)) return state;
      if (HOPELESS.test(state.status)) throw hopeless(state);
      const waited = Date.now() - start;
      if (waited > patienceMs) {
        throw new UserError(
          `Database ${identifier} is ${state.status} after ${ageText(waited / 1_000)}.`,
          "Look at it in the RDS console, or wait and type the command again.",
        );
      }
      if (told !== state.status) note?.(`Database ${identifier} is ${state.status}; waiting …`);
      told = state.status;
      check?.();
      await delay(pollMs);
    }
  }
}

/** Whether it takes connections. */
export function isRunning({ status }: DatabaseState): boolean {
  return !DOWN.test(status) && !HOPELESS.test(status);
}

/**
 * Makes sure that a database takes connections: starts a stopped one and waits for one that is on its way.
 * @param identifier of an instance or a cluster
 * @returns whether it had to be started
 */
export async function ensureAvailable(
  region: string,
  identifier: string,
  options: WaitOptions = {},
): Promise<boolean> {
  const states = new DatabaseStates(region);
  let state = await states.read(identifier);
  if (isRunning(state)) return false;
  if (state.status === "stopping") {
    state = await states.waitFor(identifier, ({ status }) => status === "stopped", options);
  }
  const isStopped = state.status === "stopped";
  if (isStopped) {
    options.note?.(`Database ${identifier} is stopped; starting it, which takes some minutes.`);
    await states.start(state);
  }
  await states.waitFor(identifier, isRunning, options);
  return isStopped;
}

function snapshotProblem(error: unknown, name: string): UserError | undefined {
  const code = awsCode(error);
  if (/SnapshotAlreadyExists/.test(code)) {
    return new RefusedError(
      `There is a snapshot ${name} already. Nothing was done.`,
      "Give another name: --name. Or none: then it is the database's, with the time.",
      { cause: error },
    );
  }
  if (!/SnapshotQuotaExceeded/.test(code)) return undefined;
  return new UserError(
    `The account has as many snapshots by hand as AWS lets it have, and ${name} would be one more.`,
    "Delete one: npm run rds:snapshots -- --target <stack> --delete NAME. Or ask for more: Service Quotas in AWS's console.",
    { cause: error },
  );
}

function hopeless({ identifier, status }: DatabaseState): UserError {
  return new UserError(
    `Database ${identifier} is ${status}, and waiting does not change that.`,
    status === "deleting"
      ? "Bring the stack in line with AWS: npm run state:refresh -- --target <stack>"
      : "Look at its events in the RDS console.",
  );
}
