import { isIPv6 } from "node:net";
import Table from "cli-table3";
import { duration, paint } from "#lib/terminal";
import type { SelfCheckResult } from "./self-check.ts";
import { isUnspecified, LOOPBACK } from "./access/listening.ts";
import { mailboxOf, pageOf, type HostRecord } from "./state.ts";

/** How the local copy came to run. */
export type Welcome = "foreground" | "detached" | "already";

/** Where everything is, who can sign in, and what to try next: the one block that `npm start` ends with. */
export function welcomeText(record: HostRecord, how: Welcome): string {
  // On this machine it opens by itself, and the address is one to remember.
  const isHere = record.forwardedUrl === undefined && record.address === LOOPBACK;
  const mailbox = isHere ? `${record.url}/_local/mail` : mailboxOf(record);
  const rows = [
    ["Page", pageOf(record)],
    ...(record.address === LOOPBACK ? [] : [["Also at", elsewhere(record)]]),
    ["Mailbox", mailbox, "codes of sign-ups and password resets"],
    ["Demo account", `${record.demo.email}  ${record.demo.password}`],
    ["Database", record.postgres.connectionUrl ?? record.postgres.description],
  ];
  const heading = {
    foreground: "Cruddur runs.",
    detached: "Cruddur runs in the background.",
    already: "Cruddur runs already.",
  }[how];
  const isOurs = record.postgres.kind !== "external";
  const ending = `Ctrl-C stops everything${isOurs ? "" : " but that database server"}.`;
  const next =
    how === "foreground"
      ? `${ending} Edits to lambda/, sql/statements/ and web/ take effect at once.`
      : "npm run logs shows what happens, npm run status how it is, npm stop ends it.";
  const lines = rows.map(
    ([name = "", value = "", note]) =>
      `  ${paint.dim(name.padEnd(13))} ${name === "Page" ? paint.cyan(value) : value}${note ? paint.dim(`  ${note}`) : ""}`,
  );
  return [
    "",
    paint.bold(heading),
    "",
    ...lines,
    "",
    `  Try: sign up, take the code from the mailbox, post a crud.`,
    `  ${next}`,
    "",
  ].join("\n");
}

/** Where others on the network have the page. */
function elsewhere({ address, port }: HostRecord): string {
  if (isUnspecified(address)) return `port ${port} of any address of this machine`;
  return `http://${isIPv6(address) ? `[${address}]` : address}:${port}`;
}

/** A record for programs: everything but passwords of databases and what opens the mailbox. */
export function publicRecord({ mailboxToken: _, ...record }: HostRecord): object {
  const { connectionUrl: __, ...postgres } = record.postgres;
  return { ...record, postgres };
}

/** A table without lines. */
const BARE = Object.fromEntries(
  ["top", "bottom", "left", "right", "mid", "middle"].flatMap((side) =>
    [side, `${side}-mid`, `${side}-left`, `${side}-right`, `${side}-${side}`].map((name) => [
      name,
      "",
    ]),
  ),
);

/** The self-test's steps with their times, and the verdict. */
export function selfCheckText(result: SelfCheckResult): string {
  const table = new Table({
    chars: BARE,
    colAligns: ["left", "right", "left", "left"],
    style: { head: [], border: [], "padding-left": 0, "padding-right": 2 },
  });
  for (const { ok, step, ms, detail } of result.steps) {
    const mark = ok ? paint.green("✓") : paint.red("✗");
    table.push([mark, duration(ms), step, paint.dim(detail ?? "")]);
  }
  const verdict = result.ok ? paint.green("Everything works") : paint.red("It does not work");
  return [
    table.toString(),
    ...(result.error === undefined ? [] : [`\n${paint.red("✗")} ${result.error}`]),
    `\n${verdict}; ${result.steps.length} steps in ${duration(result.ms)}.`,
  ].join("\n");
}
