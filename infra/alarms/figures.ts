import type * as pulumi from "@pulumi/pulumi";
import type { DatabaseConfig } from "#lib/stack-config/stack-config";
import type { Database } from "../database/database.ts";
import type { NodeFunction } from "../functions/node-function.ts";
import type { UserPool } from "../user-pool.ts";
import type { Metric } from "./figure.ts";
import {
  isService,
  namespaceOf,
  PROFILE_PENDING,
  refusesByThrowing,
  SIGN_UP_FAILURES,
} from "./log-counts.ts";

export interface FiguresArgs {
  /** Physical names start with it: `cruddur-dev`. */
  prefix: string;
  config: DatabaseConfig;
  database: Pick<Database, "identifier" | "instanceIdentifiers">;
  /** Of the HTTP API. */
  apiId: pulumi.Input<string>;
  userPool: Pick<UserPool, "userPoolId" | "clientId">;
  /** Physical name of RDS Proxy, where there is one. */
  proxyName?: pulumi.Output<string>;
  /** All functions; only those that people wait for are looked at. */
  functions: readonly NodeFunction[];
  /** Whether the stack's mail goes by SES, whose figures are of the whole account. */
  sendsMail: boolean;
}

/** All that is watched, written down once: for the alarms, and for the dashboard. */
export type Figures = ReturnType<typeof figuresOf>;

export function figuresOf(args: FiguresArgs) {
  const { prefix, apiId, userPool, proxyName } = args;
  const services = args.functions.filter(isService);
  const ofApi = metricsOf("AWS/ApiGateway", { ApiId: apiId });
  const ofClient = metricsOf("AWS/Cognito", {
    UserPool: userPool.userPoolId,
    UserPoolClient: userPool.clientId,
  });
  const own = metricsOf(namespaceOf(prefix), {});
  const ofAccount = metricsOf("AWS/SES", {});
  const calls = ofApi("calls", "Count", "Sum");
  const refused = ofApi("refused, 4xx", "4xx", "Sum");
  const latency = ofApi("slowest twentieth", "Latency", "p95");
  return {
    signUp: {
      done: ofClient("signed up", "SignUpSuccesses", "Sum"),
      // Lambda counts each refusal as an error, since Cognito wants it thrown.
      refused: services
        .filter(({ spec }) => refusesByThrowing(spec))
        .map(({ name }) => ofFunction(name)("refused", "Errors", "Sum")),
      pending: own("without a row yet", PROFILE_PENDING, "Sum"),
    },
    api: {
      calls,
      refused,
      failed: ofApi("failed, 5xx", "5xx", "Sum"),
      latency,
      // Below these numbers a single person, or a single cold start, would be the share or the percentile.
      refusedShare: {
        label: "refused of a hundred",
        expression: "IF(calls >= 100, 100 * FILL(refused, 0) / calls, 0)",
        of: { calls, refused },
      },
      usualLatency: {
        label: "slowest twentieth of 20 calls or more",
        expression: "IF(calls >= 20, latency, 0)",
        of: { calls, latency },
      },
    },
    functions: services.map((service) => ({ service, ...functionFigures(service, prefix) })),
    database: databaseFigures(args),
    proxy: proxyName && proxyFigures(proxyName),
    mail: args.sendsMail
      ? {
          sent: ofAccount("sent", "Send", "Sum"),
          // Rates of the account's last weeks, which change with each mail and are told by the hour.
          bounced: {
            ...ofAccount("bounced, share", "Reputation.BounceRate", "Average"),
            ...HOURLY,
          },
          complained: {
            ...ofAccount("complained of, share", "Reputation.ComplaintRate", "Average"),
            ...HOURLY,
          },
        }
      : undefined,
  };
}

const HOURLY = { period: 3_600 };

const metricsOf =
  (namespace: string, dimensions: Metric["dimensions"]) =>
  (label: string, name: string, statistic: string): Metric => ({
    ...{ label, namespace, name, dimensions, statistic },
  });

const ofFunction = (FunctionName: pulumi.Input<string>) =>
  metricsOf("AWS/Lambda", { FunctionName });

function functionFigures({ spec, name }: NodeFunction, prefix: string) {
  const its = ofFunction(name);
  return {
    errors: refusesByThrowing(spec)
      ? metricsOf(namespaceOf(prefix), {})(spec.name, SIGN_UP_FAILURES, "Sum")
      : its(spec.name, "Errors", "Sum"),
    throttles: its(spec.name, "Throttles", "Sum"),
    slowest: its(spec.name, "Duration", "p99"),
  };
}

function databaseFigures({ config, database }: FiguresArgs) {
  const isAurora = config.topology === "aurora";
  const its = metricsOf(
    "AWS/RDS",
    isAurora
      ? { DBClusterIdentifier: database.identifier }
      : { DBInstanceIdentifier: database.identifier },
  );
  return {
    cpu: its("processor, %", "CPUUtilization", "Average"),
    sessions: its("sessions", "DatabaseConnections", "Maximum"),
    // By Performance Insights, which measure each instance of a cluster by itself.
    loads: database.instanceIdentifiers.map((DBInstanceIdentifier, index) =>
      metricsOf("AWS/RDS", { DBInstanceIdentifier })(
        `sessions at work a processor${isAurora ? `, ${index + 1}` : ""}`,
        "DBLoadRelativeToNumVCPUs",
        "Average",
      ),
    ),
    capacity: isAurora ? its("capacity, % of the most", "ACUUtilization", "Average") : undefined,
    storage: isAurora ? undefined : its("free disk, bytes", "FreeStorageSpace", "Minimum"),
    memory: isAurora ? undefined : its("free memory, bytes", "FreeableMemory", "Average"),
    credits: config.instanceClass.startsWith("db.t")
      ? its("credits that are owed", "CPUSurplusCreditBalance", "Maximum")
      : undefined,
  };
}

function proxyFigures(ProxyName: pulumi.Output<string>) {
  const its = metricsOf("AWS/RDS", { ProxyName });
  return {
    borrowing: its("time to lend a session, µs", "DatabaseConnectionsBorrowLatency", "Average"),
    pinned: its("kept for one client", "DatabaseConnectionsCurrentlySessionPinned", "Maximum"),
  };
}
