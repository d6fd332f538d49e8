import { UserError } from "./errors.ts";

/** What commands need to know of a stack's database. None of it is secret. */
export interface StackDatabase {
  readonly environment: string;
  readonly region: string;
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** The managed secret with the user's password; undefined where the user logs in by IAM. */
  readonly secretArn: string | undefined;
}

/**
 * The database in the outputs of `pulumi stack output --json`.
 * Throws a UserError that lists every output that is missing or not of its kind.
 */
export function parseStackOutputs(text: string, stack: string): StackDatabase {
  const outputs = parseObject(text, stack);
  const faults: string[] = [];
  const textOf = (name: string, fallback?: string): string => {
    const value = outputs[name] ?? fallback;
    if (typeof value === "string" && value !== "") return value;
    faults.push(name);
    return "";
  };
  const port = Number(outputs["databasePort"] ?? 5432);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) faults.push("databasePort");
  const found = {
    environment: textOf("environment"),
    region: textOf("region"),
    host: textOf("databaseHost"),
    port,
    database: textOf("databaseName", "cruddur"),
    user: textOf("databaseUser"),
    secretArn: outputs["databaseSecretArn"] === undefined ? undefined : textOf("databaseSecretArn"),
  };
  if (faults.length === 0) return found;
  throw new UserError(
    `Stack ${stack} has no usable output ${faults.join(", ")}.`,
    `Bring it up to date: pulumi up --stack ${stack}`,
  );
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
