import { UserError } from "./errors.ts";

/**
 * The outputs of a stack on AWS, for its scripts: `index.ts` returns them, `pulumi stack output --json` shows them. No
 * id is ever copied by hand, and none of it is secret.
 */
export interface StackOutputs {
  /** `dev` or `prod`. */
  readonly environment: string;
  readonly region: string;
  /** The endpoint's name without the port. */
  readonly databaseHost: string;
  readonly databasePort: number;
  /** The database on that server. */
  readonly databaseName: string;
  /** The master user. */
  readonly databaseUser: string;
  /** The managed secret with its password; undefined where the user logs in by IAM. */
  readonly databaseSecretArn?: string | undefined;
  /** `db-…` or `cluster-…`: what `rds-db:connect` names. */
  readonly databaseResourceId: string;
  /** The identifier that `rds stop-db-instance` or `stop-db-cluster` takes. */
  readonly databaseIdentifier: string;
  /** Whether the server has a public address, which developers' leases open one by one. */
  readonly databasePublic: boolean;
  /** The database's own group, where leases are rules. */
  readonly securityGroupId: string;
  readonly userPoolId: string;
  readonly userPoolClientId: string;
  readonly apiUrl: string;
  /** The page, with the API below `/api/`; undefined where the region has no CloudFront. */
  readonly siteUrl?: string | undefined;
  /** The function that runs migrations and the access model from inside the VPC. */
  readonly migratorFunctionName: string;
  /** The instance that `npm run tunnel` goes through, `i-…`; undefined where there is none. */
  readonly jumpHostId?: string | undefined;
  /** The topic whose messages become mail; undefined where no `alarmEmail` is set. */
  readonly alarmTopicArn?: string | undefined;
  /** Where a browser shows the alarms' state and the figures; undefined for a stack that has no dashboard yet. */
  readonly dashboardUrl?: string | undefined;
}

const KINDS = {
  environment: "text",
  region: "text",
  databaseHost: "text",
  databasePort: "port",
  databaseName: "text",
  databaseUser: "text",
  databaseSecretArn: "optional text",
  databaseResourceId: "text",
  databaseIdentifier: "text",
  databasePublic: "flag",
  securityGroupId: "text",
  userPoolId: "text",
  userPoolClientId: "text",
  apiUrl: "text",
  siteUrl: "optional text",
  migratorFunctionName: "text",
  jumpHostId: "optional text",
  alarmTopicArn: "optional text",
  dashboardUrl: "optional text",
} as const satisfies Record<keyof StackOutputs, "text" | "optional text" | "port" | "flag">;

/**
 * The outputs in the text of `pulumi stack output --json`; those that are not ours are left out.
 * Throws a UserError that lists every output that is missing or not of its kind, or says that the stack is not up when
 * there is none at all.
 */
export function parseStackOutputs(text: string, stack: string): StackOutputs {
  const given = parseObject(text, stack);
  const found: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [name, kind] of Object.entries(KINDS)) {
    const value = given[name];
    if (value === undefined && kind === "optional text") continue;
    if (fits(value, kind)) found[name] = value;
    else faults.push(name);
  }
  if (faults.length === 0) return found as unknown as StackOutputs;
  if (stack === "local") {
    throw new UserError(
      "Stack local tells of no database on AWS.",
      "Target local needs no stack: leave --target out.",
    );
  }
  // Never up, or destroyed: a list of every name would say less.
  if (Object.keys(given).length === 0) {
    throw new UserError(
      `Stack ${stack} is not up.`,
      `Bring it up: npm run deploy -- --target ${stack}\nIf an up was killed, or its state was lost: npm run state:recover -- --target ${stack}`,
    );
  }
  throw new UserError(
    `Stack ${stack} has no usable output ${faults.join(", ")}.`,
    `Bring it up to date: npm run deploy -- --target ${stack}`,
  );
}

function fits(value: unknown, kind: (typeof KINDS)[keyof typeof KINDS]): boolean {
  switch (kind) {
    case "text":
    case "optional text":
      // Pulumi shows this in place of a secret.
      return typeof value === "string" && value !== "" && value !== "[secret]";
    case "port":
      return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65_535;
    case "flag":
      return typeof value === "boolean";
  }
}

function parseObject(text: string, stack: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === "object") return value as Record<string, unknown>;
  } catch {
    // Told below, like a value that is no object.
  }
  throw new UserError(
    `The outputs of stack ${stack} cannot be read.`,
    `See them: pulumi stack output --stack ${stack}`,
  );
}
