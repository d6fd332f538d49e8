import { BACKUP_USD_A_GIB } from "../cost/prices.ts";

/** A snapshot, as far as people are told of it. */
export interface ListedSnapshot {
  readonly name: string;
  readonly of: string;
  readonly type: string;
  readonly status: string;
  readonly takenAt: string | undefined;
  readonly gib: number;
  readonly engineVersion: string;
}

interface Window {
  readonly of: string;
  readonly earliest: string;
  readonly latest: string;
}

type Kind = "instance" | "cluster";

/**
 * The most that a snapshot costs in a month, US dollars in whole cents at the prices of us-east-1: RDS bills what is used of the
 * size, and nothing for automated ones up to the size of the database.
 */
export const monthlyUsd = ({ type, gib }: ListedSnapshot, kind: Kind): number =>
  type === "automated" ? 0 : Math.round(gib * BACKUP_USD_A_GIB[kind] * 100) / 100;

/** Snapshots and the times between them, in lines for people. */
export function snapshotsText(
  snapshots: readonly ListedSnapshot[],
  windows: readonly Window[],
  { kind, stack }: { readonly kind: Kind; readonly stack: string },
): string[] {
  const rows = snapshots.map((it) => [
    it.name,
    it.status === "available" ? it.type : `${it.type}, ${it.status}`,
    it.takenAt === undefined ? "" : it.takenAt.replace(/\.\d+Z$/, "Z"),
    `PostgreSQL ${it.engineVersion}`,
    `${it.gib} GiB`,
    `≤ $${monthlyUsd(it, kind).toFixed(2)} a month`,
    it.of,
  ]);
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join("  ")
      .trimEnd(),
  );
  const spans = windows.map(
    ({ of, earliest, latest }) => `Any time from ${short(earliest)} to ${short(latest)}, of ${of}.`,
  );
  return [
    ...(lines.length > 0
      ? lines
      : [`No snapshots. Make one: npm run rds:snapshot -- --target ${stack}`]),
    ...(spans.length > 0 ? spans : ["No backups: there is no time to go back to."]),
    ...(lines.length + spans.length > 0
      ? [
          `To bring one back: npm run rds:restore -- --target ${stack} --from SNAPSHOT, or --to TIME`,
        ]
      : []),
  ];
}

const short = (time: string): string => time.replace(/\.\d+Z$/, "Z");
