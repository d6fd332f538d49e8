import { UserError } from "#lib/errors";
import { sslmodeFor } from "#lib/domain/target";
import { tableText } from "./format.ts";
import { FIND_RELATION, LISTINGS, RELATION_COLUMNS, RELATION_PARTS } from "./meta-queries.ts";
import { gridOf, resultText, type Expanded } from "./result.ts";
import type { ShellSession } from "./session.ts";

/** The shell's state between commands. */
export interface ShellState {
  readonly session: ShellSession;
  expanded: Expanded;
  timing: boolean;
  /** `\q` was typed. */
  isDone: boolean;
  /** Characters in a line of the terminal. */
  readonly width: number;
  print(text: string): void;
}

const HELP = `\\d             tables, views and sequences
\\d NAME        columns, indexes and constraints of one
\\dt [PATTERN]  tables             \\du [PATTERN]  roles
\\dn [PATTERN]  schemas            \\l  [PATTERN]  databases
\\c DATABASE    connect to another database of the server
\\conninfo      where this is connected to
\\x [on|off|auto]   rows as blocks: always, never, or when they are too wide
\\timing [on|off]   say how long each statement takes
\\q             leave (also Ctrl-D)
Statements end with a semicolon. Ctrl-C cancels the one that runs, or clears what was typed.`;

/**
 * Runs a command that begins with a backslash. Throws a UserError for one that there is not, and PostgreSQL's errors.
 */
export async function runMetaCommand(line: string, state: ShellState): Promise<void> {
  const [, name = "", rest = ""] = /^\\(\S*)\s*(.*?);?\s*$/s.exec(line)!;
  const listing = LISTING_OF[name];
  if (listing !== undefined && (name !== "d" || rest === "" || rest.includes("*"))) {
    return list(listing, rest, state);
  }
  switch (name) {
    case "d":
      return describe(rest, state);
    case "x":
      state.expanded = rest === "" ? state.expanded !== true : parseExpanded(rest);
      return state.print(`Rows as blocks: ${nameOf(state.expanded)}.`);
    case "timing":
      state.timing = rest === "" ? !state.timing : parseSwitch(rest);
      return state.print(`Timing is ${nameOf(state.timing)}.`);
    case "c":
    case "connect":
      if (rest !== "") await state.session.open(unquoted(rest));
      else await state.session.open();
      return state.print(connectionText(state.session));
    case "conninfo":
      return state.print(connectionText(state.session));
    case "q":
    case "quit":
      state.isDone = true;
      return;
    case "?":
    case "h":
    case "help":
      return state.print(HELP);
    default:
      throw new UserError(
        `This shell has no command \\${name}.`,
        "Type \\? for those it has. psql has many more: install package postgresql-client.",
      );
  }
}

const LISTING_OF: Readonly<Record<string, keyof typeof LISTINGS>> = {
  d: "relations",
  dt: "tables",
  dn: "schemas",
  du: "roles",
  l: "databases",
};

async function list(
  listing: keyof typeof LISTINGS,
  pattern: string,
  state: ShellState,
): Promise<void> {
  const result = await state.session.run(LISTINGS[listing], [pattern === "" ? null : pattern]);
  if (result.rows.length > 0) state.print(resultText(result, state));
  else state.print(pattern === "" ? "There are none." : `None is called ${pattern}.`);
}

async function describe(name: string, { session, print }: ShellState): Promise<void> {
  const found = await session.run(FIND_RELATION, [name]);
  const [oid, title] = found.rows[0] ?? [];
  if (!oid) {
    throw new UserError(
      `There is no table, view or index called ${name}.`,
      "Type \\d for what there is.",
    );
  }
  print(`${title}\n${tableText(gridOf(await session.run(RELATION_COLUMNS, [oid])))}`);
  for (const [heading, query] of RELATION_PARTS) {
    const { rows } = await session.run(query, [oid]);
    if (rows.length > 0) print([`${heading}:`, ...rows.map(([line]) => `    ${line}`)].join("\n"));
  }
}

function connectionText({ parameters }: ShellSession): string {
  const { database, user, host, port } = parameters;
  return `Connected to database "${database}" as "${user}" on ${host}:${port} (sslmode ${sslmodeFor(parameters)}).`;
}

function parseExpanded(text: string): Expanded {
  return text === "auto" ? "auto" : parseSwitch(text);
}

function parseSwitch(text: string): boolean {
  if (["on", "true", "1"].includes(text)) return true;
  if (["off", "false", "0"].includes(text)) return false;
  throw new UserError(`"${text}" is neither on nor off.`, "Type on or off behind it.");
}

const nameOf = (value: Expanded) => (value === "auto" ? "auto" : value ? "on" : "off");

const unquoted = (name: string) =>
  name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
