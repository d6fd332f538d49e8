import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import type { Inputs } from "@pulumi/pulumi";
import type { Policy } from "#lib/account-access/policy";
import { zoneIdIn } from "./reads-back.ts";

/** Types of the stand-in's own: no program of ours makes snapshots. */
export const SNAPSHOT = "aws:rds/snapshot:Snapshot";
export const CLUSTER_SNAPSHOT = "aws:rds/clusterSnapshot:ClusterSnapshot";

/** Something that the stand-in account holds, made by Pulumi or by hand. */
export interface Held {
  /** `aws:rds/instance:Instance`. */
  readonly type: string;
  /** The physical id: `sg-…`, `eu-central-1_c0ffee`. */
  readonly id: string;
  /** The logical name; undefined for what was made by hand. */
  readonly name?: string;
  readonly inputs: Inputs;
  readonly outputs: Inputs;
  /** RDS: what AWS shows beside it. @default "available" */
  readonly status?: "available" | "stopped";
}

/** One request that the account noted, as `calls` lists them. */
export interface Call {
  readonly verb: "create" | "update" | "delete" | "invoke";
  readonly type: string;
  readonly name: string;
}

/** How the account differs from the usual one. */
export interface AccountSettings {
  /** Instance classes that the region does not have. @default none */
  readonly lackingClasses?: readonly string[];
  /** The public hosted zones of the account, by name. @default cruddur.example */
  readonly zones?: readonly string[];
  /** Whether SES sends to verified addresses alone. @default false */
  readonly isInSandbox?: boolean;
  /** Names of the records that somebody has made where the zone is not the account's. @default none */
  readonly recordsElsewhere?: readonly string[];
  /** The public address of the machine that asks. @default 203.0.113.7 */
  readonly address?: string;
  /** Milliseconds that every creation takes, for what has to happen meanwhile. @default 0 */
  readonly creationMs?: number;
  /** Types of which the next creation fails, once each. @default none */
  readonly failingOnce?: readonly string[];
  /** Logical names of what is made without the answer ever arriving. @default none */
  readonly unanswered?: readonly string[];
  /** Calls of RDS's API that are done without the answer ever arriving: `ModifyDBInstance`. @default none */
  readonly unansweredCalls?: readonly string[];
  /** What AWS fills in otherwise than usually, `id` too, by logical name. @default nothing */
  readonly told?: Readonly<Record<string, Inputs>>;
  /** What whoever asks may do. @default everything */
  readonly policies?: readonly Policy[];
  /** Logical names of what is read without the answer ever arriving. @default none */
  readonly unread?: readonly string[];
}

const CALLS = "calls.jsonl";
const SETTINGS = "settings.json";

/**
 * An AWS account as a folder: one file a resource, so that the provider's process and a test that acts by hand can
 * both write to it at once.
 */
export class StandInAccount {
  readonly directory: string;
  readonly #resources: string;

  constructor(directory: string) {
    this.directory = directory;
    this.#resources = path.join(directory, "resources");
    mkdirSync(this.#resources, { recursive: true });
  }

  /** Everything of a type, or everything. */
  all(type?: string): Held[] {
    const held = readdirSync(this.#resources).map(
      (file) => JSON.parse(readFileSync(path.join(this.#resources, file), "utf8")) as Held,
    );
    return type === undefined ? held : held.filter((one) => one.type === type);
  }

  find(type: string, id: string): Held | undefined {
    return this.all(type).find((held) => held.id === id);
  }

  /** The one that Pulumi made under a logical name. Throws when there is none. */
  named(name: string): Held {
    const found = this.all().find((held) => held.name === name);
    if (found) return found;
    const names = this.all().map((held) => held.name ?? held.id);
    throw new Error(`The account holds no ${name}; it holds: ${names.join(", ")}`);
  }

  /** The id of a subnet's zone; undefined for a subnet that is not the account's. */
  zoneIdOf(subnetId: string): string | undefined {
    return zoneIdIn(this.all("aws:ec2/subnet:Subnet"))(subnetId);
  }

  /** Makes it, or puts it in the place of the one with its type and id. */
  put(held: Held): void {
    writeFileSync(this.#fileOf(held), JSON.stringify(held));
  }

  remove(held: Pick<Held, "type" | "id">): void {
    rmSync(this.#fileOf(held));
  }

  get settings(): AccountSettings {
    try {
      return JSON.parse(
        readFileSync(path.join(this.directory, SETTINGS), "utf8"),
      ) as AccountSettings;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
      throw error;
    }
  }

  set settings(settings: AccountSettings) {
    writeFileSync(path.join(this.directory, SETTINGS), JSON.stringify(settings));
  }

  note(call: Call): void {
    appendFileSync(path.join(this.directory, CALLS), `${JSON.stringify(call)}\n`);
  }

  get calls(): readonly Call[] {
    try {
      return readFileSync(path.join(this.directory, CALLS), "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Call);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
  }

  #fileOf({ type, id }: Pick<Held, "type" | "id">): string {
    return path.join(this.#resources, `${encodeURIComponent(`${type}|${id}`)}.json`);
  }
}
