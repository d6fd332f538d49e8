import { isUnknown } from "./unknown-value.ts";

/** Thrown within a rule when what it asks for is not known yet; the judge notes it and goes on with the next rule. */
export class CannotTell extends Error {
  override readonly name = "CannotTell";
  readonly property: string;

  constructor(property: string) {
    super(`${property} is not known yet`);
    this.property = property;
  }
}

/**
 * A resource's inputs as rules read them: a value that is missing is undefined, one that cannot be known throws
 * `CannotTell`, so that no rule takes it for either.
 */
export class Inputs {
  readonly #props: Readonly<Record<string, unknown>>;

  constructor(props: Readonly<Record<string, unknown>>) {
    this.#props = props;
  }

  /** The value at a path of keys: `vpcConfig.subnetIds`. Null, as the engine writes it, is not set either. */
  get(path: string): unknown {
    let value: unknown = this.#props;
    for (const key of path.split(".")) {
      if (value === null || typeof value !== "object" || !Object.hasOwn(value, key))
        return undefined;
      value = (value as Record<string, unknown>)[key];
      if (isUnknown(value)) throw new CannotTell(path);
    }
    return value ?? undefined;
  }

  /** A text that is not empty, or undefined. */
  text(path: string): string | undefined {
    const value = this.get(path);
    return typeof value === "string" && value !== "" ? value : undefined;
  }

  /** A number, also one that is written as text; undefined otherwise. */
  number(path: string): number | undefined {
    const value = this.get(path);
    if (typeof value === "number") return value;
    return typeof value === "string" && value.trim() !== "" && !Number.isNaN(Number(value))
      ? Number(value)
      : undefined;
  }

  /** The list at a path, whose elements may be unknown; empty when it is not set. */
  list(path: string): readonly unknown[] {
    const value = this.get(path);
    return Array.isArray(value) ? value : [];
  }

  /** The object at a path, whose values may be unknown; empty when it is not set. */
  object(path: string): Readonly<Record<string, unknown>> {
    return recordOf(this.get(path));
  }

  /** Every input, at the top. */
  get all(): Readonly<Record<string, unknown>> {
    return this.#props;
  }
}

/** An object as it is, anything else as one without keys. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** A value for a message: `true`, `"postgres"`, `not set`. */
export function shown(value: unknown): string {
  if (value === undefined) return "not set";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
