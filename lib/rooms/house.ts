import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Aliases, Rooms } from "./rooms.ts";
import { importedFile } from "./rooms.ts";

/** The checkout, as far as the rules of the house look at it. Paths are from the root, with "/". */
export interface House {
  readonly rooms: Rooms;
  readonly aliases: Aliases;
  /** Every file of the rooms. */
  readonly files: readonly string[];
  /** The files of ours that each source imports, types and late imports too. */
  readonly imports: ReadonlyMap<string, readonly string[]>;
  /** Lines of each source. */
  readonly lines: ReadonlyMap<string, number>;
}

const SOURCE = /\.(ts|cjs|css)$/;

/** Every way to name another module: `from`, `import "…"`, `import("…")`, `require("…")`. */
const IMPORT = /(?:\bfrom|\bimport|\bimport\(|\brequire\()\s*"([#.][^"\n]+)"/g;

/** Reads the rooms' files at `root`. Throws where `rooms.json` or `package.json` cannot be read. */
export function readHouse(root: string): House {
  const rooms = readJson<Rooms>(root, "rooms.json");
  const { imports: aliases } = readJson<{ imports: Aliases }>(root, "package.json");
  const files = Object.keys(rooms)
    .filter((room) => !room.includes("/"))
    .flatMap((room) => filesOf(root, room));
  const imports = new Map<string, readonly string[]>();
  const lines = new Map<string, number>();
  for (const file of files.filter((name) => SOURCE.test(name))) {
    const text = readFileSync(path.join(root, file), "utf8");
    const found = [...text.matchAll(IMPORT)].map(([, name]) => importedFile(file, name!, aliases));
    imports.set(file, [...new Set(found.filter((name) => name !== undefined))]);
    lines.set(file, text.split("\n").length);
  }
  return { rooms, aliases, files, imports, lines };
}

function filesOf(root: string, room: string): string[] {
  if (/\.\w+$/.test(room)) return [room];
  return readdirSync(path.join(root, room), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .map((name) => name.replaceAll(path.sep, "/"))
    .sort();
}

const readJson = <Value>(root: string, name: string): Value =>
  JSON.parse(readFileSync(path.join(root, name), "utf8")) as Value;
