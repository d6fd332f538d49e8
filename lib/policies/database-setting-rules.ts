import { CannotTell, recordOf, shown, type Inputs } from "./inputs.ts";
import { isUnknown } from "./unknown-value.ts";
import type { ResourceRule } from "./rule.ts";
import { TYPES } from "./resource-types.ts";

/** Aurora has these settings in the cluster's group alone; its instances' groups do not know them. */
const GROUPS = [TYPES.parameterGroup, TYPES.clusterParameterGroup];

/** PostgreSQL's own settings, by way of parameter groups. */
export const DATABASE_SETTING_RULES: readonly ResourceRule[] = [
  {
    name: "database-tls",
    controls: ["RDS.38", "CKV2_AWS_69"],
    summary: "PostgreSQL refuses connections without TLS",
    types: GROUPS,
    *faults(inputs, { type }) {
      if (!decides(inputs, type)) return;
      const value = settingOf(inputs, "rds.force_ssl");
      if (value === "1") return;
      yield {
        found: `rds.force_ssl is ${shown(value)}`,
        wanted: "1: a password or a row never crosses a network in the clear",
        change: 'Add { name: "rds.force_ssl", value: "1" } to parameters.',
      };
    },
  },
  {
    name: "database-query-log",
    controls: ["CKV2_AWS_30"],
    summary: "PostgreSQL logs changes of the schema and slow statements",
    types: GROUPS,
    *faults(inputs, { type }) {
      if (!decides(inputs, type)) return;
      const statements = settingOf(inputs, "log_statement");
      if (!["ddl", "mod", "all"].includes(statements ?? "")) {
        yield {
          found: `log_statement is ${shown(statements)}`,
          wanted: "ddl: who changed the schema (all would log what people write)",
          change: 'Add { name: "log_statement", value: "ddl" } to parameters.',
        };
      }
      const slow = settingOf(inputs, "log_min_duration_statement");
      if (slow === undefined || Number(slow) < 0) {
        yield {
          found: `log_min_duration_statement is ${shown(slow)}`,
          wanted: "a number of milliseconds, after which a statement is logged",
          change: 'Add { name: "log_min_duration_statement", value: "1000" } to parameters.',
        };
      }
    },
  },
  {
    name: "database-own-settings",
    controls: ["CRUDDUR.SETTINGS"],
    summary: "The database has a parameter group of ours, where TLS and logging are settled",
    types: [TYPES.instance, TYPES.cluster],
    *faults(inputs, { type }) {
      const property =
        type === TYPES.cluster ? "dbClusterParameterGroupName" : "parameterGroupName";
      if (inputs.text(property) !== undefined) return;
      yield {
        found: `${property} is not set`,
        wanted: "the component's parameter group; the default group cannot be changed",
        change: `Set ${property} to the component's parameter group.`,
      };
    },
  },
  {
    name: "proxy-tls",
    controls: ["RDS.43"],
    summary: "The proxy refuses connections without TLS",
    types: [TYPES.proxy],
    *faults(inputs) {
      if (inputs.get("requireTls") === true) return;
      yield {
        found: `requireTls is ${shown(inputs.get("requireTls"))}`,
        wanted: "true",
        change: "Set requireTls: true.",
      };
    },
  },
  {
    name: "proxy-iam-login",
    controls: ["CRUDDUR.PROXY"],
    summary: "Functions sign in at the proxy by IAM, and nobody by a password",
    types: [TYPES.proxy],
    *faults(inputs) {
      const wanted = 'defaultAuthScheme "IAM_AUTH", or iamAuth "REQUIRED" in every auths';
      const change = 'Set defaultAuthScheme: "IAM_AUTH".';
      const auths = inputs.list("auths");
      if (inputs.text("defaultAuthScheme") !== "IAM_AUTH" && auths.length === 0) {
        yield { found: "neither defaultAuthScheme nor auths asks for IAM", wanted, change };
      }
      for (const auth of auths) {
        if (isUnknown(auth)) throw new CannotTell("auths");
        const iam = recordOf(auth)["iamAuth"];
        if (isUnknown(iam) && Object.hasOwn(recordOf(auth), "iamAuth"))
          throw new CannotTell("auths.iamAuth");
        if (iam !== "REQUIRED") yield { found: `auths has iamAuth ${shown(iam)}`, wanted, change };
      }
    },
  },
];

function decides(inputs: Inputs, type: string): boolean {
  const isAurora = inputs.text("family")?.startsWith("aurora") ?? false;
  return type === TYPES.clusterParameterGroup || !isAurora;
}

function settingOf(inputs: Inputs, name: string): string | undefined {
  let isSure = true;
  for (const parameter of inputs.list("parameters")) {
    if (isUnknown(parameter)) {
      isSure = false;
      continue;
    }
    const { name: key, value } = recordOf(parameter);
    if (key !== name) {
      isSure &&= !isUnknown(key);
      continue;
    }
    if (isUnknown(value)) throw new CannotTell(`parameters.${name}`);
    return String(value);
  }
  if (!isSure) throw new CannotTell("parameters");
  return undefined;
}
