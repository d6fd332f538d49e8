import type pg from "pg";
import { ask } from "#lib/terminal/ask";
import { typed, typedAgain } from "#lib/terminal/typed";
import { RefusedError } from "#lib/errors";
import { isProductionName, type Target } from "#lib/domain/target";
import { requireApplicationDatabase } from "./application-database.ts";
import { describeLoss } from "./loss.ts";
import { hasMigrations, hasTables, importAdvice } from "./foreign-tables.ts";
import { refuseHosted, wrongAddress } from "./hosted.ts";
import { ifThere } from "../connection/if-there.ts";
import { readMarker, type Marker } from "./marker.ts";
import { optionFor, wordsFor } from "../connection/problem.ts";

/** An action that a chore is about to take on a database. */
export interface Action {
  /** The chore: `db:drop`. */
  readonly chore: string;
  /** After "would": "drop database cruddur". */
  readonly what: string;
  /**
   * `destroys`: rows or tables can be lost; `purges`: for good, so that even on this machine it is asked about. `seeds`:
   * rows of ours are added. These never on production. `changes`: the schema is changed and nothing lost; on production
   * with consent.
   */
  readonly kind: "destroys" | "purges" | "seeds" | "changes";
}

/** How the user may agree to it. */
export interface Consent {
  /** `--confirm NAME` */
  readonly confirm?: string | undefined;
  /** Whether a question can be asked; otherwise only `confirm` counts. */
  readonly interactive: boolean;
  /** Where what would be lost is told. */
  note(text: string): void;
}

/** The fence's findings where it let an action pass. */
export interface Passed {
  readonly marker: Marker | undefined;
  /** There was a reason to ask, and consent was given. */
  readonly isAgreed: boolean;
}

/**
 * Compares what the connected database says of itself (`cruddur_meta`) with the target that was asked for, and asks for
 * consent where the action could hurt somebody: off this machine, on production, and in a database with tables but
 * without a marker (ours have one).
 *
 * `client` is connected to the database that the action is about, the way the action will be.
 * Throws a RefusedError, with nothing changed, for: a name that is not the application's, production, another
 * environment's or stack's marker, a hosted server behind a local address, and consent that was not given.
 */
export async function requireSafeTarget(
  client: pg.Client,
  target: Target,
  action: Action,
  consent: Consent,
): Promise<Passed> {
  requireApplicationDatabase(target.parameters.database);
  const marker = await readMarker(client);
  const fact = `Database ${client.database} on ${client.host}:${client.port}`;
  await refuseHosted(client, target);
  refuseProduction(target, marker, action, fact);
  refuseMismatch(target, marker, fact);
  const reason = await reasonToAsk(client, target, marker, action);
  if (reason !== undefined) await requireConsent(client, target, action, consent, reason);
  return { marker, isAgreed: reason !== undefined };
}

/**
 * The same by a connection of its own. Returns undefined when the database does not exist: there is nothing to compare
 * and nothing to lose.
 */
export async function fence(
  target: Target,
  action: Action,
  consent: Consent,
): Promise<Passed | undefined> {
  const visit = { chore: action.chore, database: target.parameters.database, note: consent.note };
  return ifThere(target, visit, (client) => requireSafeTarget(client, target, action, consent));
}

/**
 * Looks at a database that goes with a target's (`cruddur_prev`) and would be replaced with it: one that carries the name
 * by chance is refused, unless `--confirm` names the target's database.
 */
export async function fenceCompanion(
  target: Target,
  action: Action,
  consent: Consent,
  database: string,
): Promise<void> {
  const visit = { chore: action.chore, database, note: consent.note };
  await ifThere(target, visit, async (client) => {
    const marker = await readMarker(client);
    const fact = `Database ${database} on ${client.host}:${client.port}`;
    refuseProduction(target, marker, action, fact);
    refuseMismatch(target, marker, fact);
    const isUnknown = await hasForeignTables(client, target, marker);
    const name = target.parameters.database;
    if (!isUnknown || consent.confirm === name) return;
    throw new RefusedError(
      `${fact} would be lost: it has tables and no marker, so it was not made by this project. Nothing was done.`,
      `Rename it, or if it can go: ${typedAgain(action.chore, [["--confirm", name]])}`,
    );
  });
}

function refuseProduction(
  target: Target,
  marker: Marker | undefined,
  action: Action,
  fact: string,
): void {
  const marked = marker !== undefined && isProductionName(marker.environment);
  if (action.kind === "changes" || !(target.isProduction || marked)) return;
  const why = marked ? `says it is production (stack ${marker.stack})` : "is production's";
  throw new RefusedError(
    `${fact} ${why}. ${action.chore} would ${action.what}, and no option makes it do that to production. Nothing was done.`,
    marked && target.isLocal
      ? "CONNECTION_URL leads to a tunnel, it seems. Unset it to use the embedded server."
      : `For a database of your own, leave --target out: ${typed(action.chore)}`,
  );
}

function refuseMismatch(target: Target, marker: Marker | undefined, fact: string): void {
  if (!marker) return;
  // A connection URL of the user's own says nothing of stacks.
  const stackDiffers =
    target.kind === "stack" &&
    marker.stack !== target.name &&
    marker.stack !== target.name.split("/").at(-1);
  const sameKind = target.isProduction && isProductionName(marker.environment);
  if (marker.environment === target.environment || sameKind) {
    if (!stackDiffers) return;
  }
  throw wrongAddress(
    `${fact} says it is environment "${marker.environment}" (stack ${marker.stack}), ` +
      `but the target is ${target.name}, environment "${target.environment}".`,
    target,
  );
}

const FOREIGN = "It has tables and no marker, so it was not made by this project.";

async function reasonToAsk(
  client: pg.Client,
  target: Target,
  marker: Marker | undefined,
  action: Action,
): Promise<string | undefined> {
  if (target.isProduction) return "This is production.";
  if (await hasForeignTables(client, target, marker)) {
    return FOREIGN;
  }
  if (!target.isLocal && action.kind !== "changes") return "It is not on this machine.";
  if (action.kind === "purges") return "Nothing brings it back.";
  return undefined;
}

async function hasForeignTables(
  client: pg.Client,
  target: Target,
  marker: Marker | undefined,
): Promise<boolean> {
  if (marker || (target.isLocal && (await hasMigrations(client)))) return false;
  return hasTables(client);
}

async function requireConsent(
  client: pg.Client,
  target: Target,
  action: Action,
  consent: Consent,
  reason: string,
): Promise<void> {
  const name = target.parameters.database;
  if (consent.confirm === name) return;
  // Migrations would meet tables of the same names.
  const instead =
    action.kind === "changes" && reason === FOREIGN
      ? await importAdvice(client, optionFor(target))
      : undefined;
  const wanted =
    instead ??
    `If you mean it: ${typedAgain(action.chore, [...wordsFor(target), ["--confirm", name]])}`;
  if (consent.confirm !== undefined) {
    throw new RefusedError(
      `--confirm says ${JSON.stringify(consent.confirm)}, but the database is ${name}. Nothing was done.`,
      wanted,
    );
  }
  const would = `${action.chore} would ${action.what}. ${reason}`;
  const loss = await describeLoss(client);
  consent.note([would, "What is there:", ...loss.map((line) => `  ${line}`)].join("\n"));
  if (!consent.interactive) throw new RefusedError(`${would} Nothing was done.`, wanted);
  const said = await ask(`Type the database's name (${name}) to go on: `);
  if (said !== name) throw new RefusedError("That is not its name. Nothing was done.", wanted);
}
