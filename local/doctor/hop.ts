import type { Env } from "#lib/environment";
import type { PostgresKind } from "../postgres/server.ts";

/** `broken`: something does not work. `warning`: it works, and something will surprise. */
export type Verdict = "ok" | "warning" | "broken";

/** A hop's verdict, with its grounds. */
export interface Finding {
  readonly verdict: Verdict;
  /** A sentence without a full stop: what was found, with the value. */
  readonly found: string;
  /** The one thing to type. Beside `ok`: what would make more possible. */
  readonly fix?: string;
  /** Hops that need this one have nothing to look at. @default whether it is broken */
  readonly blocks?: boolean;
}

/** All that a hop may look at. Everything that a test wants otherwise is here, and not taken from the process. */
export interface DoctorContext {
  /** The checkout. */
  readonly root: string;
  readonly stateDirectory: string;
  readonly env: Env;
  /** Without the `v`: "22.21.1". */
  readonly nodeVersion: string;
  readonly now: Date;
  /** Where the local copy would like to listen, and its PostgreSQL. */
  readonly pagePort: number;
  readonly postgresPort: number;
  /** The server to look at, when the user said which. */
  readonly postgres?: PostgresKind | undefined;
  /** Less free space than this is a warning. */
  readonly wantedFreeBytes: number;
  readonly migrationsDirectory: string;
  /** The set of package-lock.json that node_modules has whole: the local copy's, or all; undefined for less. */
  installedSet(root: string): "local" | "all" | undefined;
  /** Aborted when the hop's time is over. */
  readonly signal: AbortSignal;
}

/** One thing that has to be right. It looks and changes nothing. */
export interface Hop {
  readonly id: string;
  /** Two or three words. */
  readonly title: string;
  /** Hops that come earlier in the list, without which this one cannot be looked at. */
  readonly needs?: readonly string[];
  /** A UserError it throws is `broken`, with its hint as the fix. */
  run(context: DoctorContext): Promise<Finding>;
}

export const ok = (found: string): Finding => ({ verdict: "ok", found });

export const warning = (found: string, fix: string): Finding => ({
  verdict: "warning",
  found,
  fix,
});

export const broken = (found: string, fix: string): Finding => ({ verdict: "broken", found, fix });

/** Nothing wrong, and nothing there yet that hops after it could look at. */
export const absent = (found: string, fix: string): Finding => ({
  verdict: "ok",
  found,
  fix,
  blocks: true,
});
