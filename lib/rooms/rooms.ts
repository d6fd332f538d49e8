import path from "node:path";

/** One room of the house, as `rooms.json` declares it. */
export interface Room {
  /** The rooms, folders and files that it may import from, beside itself; "*" is everything. */
  readonly may: readonly string[];
  /** A phrase for CONTRIBUTING's table. */
  readonly says: string;
  /** Folders that list like items, one a file, and may hold as many as there are. */
  readonly lists?: readonly string[];
}

/** `rooms.json`: a folder or a file at the checkout's root, or a folder inside another room. */
export type Rooms = Readonly<Record<string, Room>>;

/** Where an alias of package.json's `imports` leads: `{ "#lib/*": "./lib/*.ts" }`. */
export type Aliases = Readonly<Record<string, string>>;

/** The innermost room that a file is in, by its path from the root; undefined for a file that is in none. */
function roomOf(rooms: Rooms, file: string): string | undefined {
  return Object.keys(rooms)
    .filter((room) => isWithin(file, room))
    .toSorted((one, other) => other.length - one.length)[0];
}

/** The file that an import leads to, by its path from the root; undefined for a package. */
export function importedFile(
  file: string,
  specifier: string,
  aliases: Aliases,
): string | undefined {
  if (specifier.startsWith(".")) return path.posix.join(path.posix.dirname(file), specifier);
  for (const [alias, place] of Object.entries(aliases)) {
    const stem = alias.replace(/\*$/, "");
    if (specifier.startsWith(stem)) {
      return path.posix.normalize(place.replace("*", specifier.slice(stem.length)));
    }
  }
  return undefined;
}

/** Why a file may not import another, as a sentence; undefined when it may. Both are paths from the root. */
export function arrowFault(rooms: Rooms, file: string, imported: string): string | undefined {
  const room = roomOf(rooms, file);
  if (room === undefined) return `${file} is in no room of rooms.json.`;
  const { may } = rooms[room]!;
  if ([room, ...may].some((place) => place === "*" || isWithin(imported, place))) return undefined;
  const places = may.length === 0 ? "nothing" : may.join(", ");
  return `${file} imports ${imported}, and ${room} may import ${places} beside itself (rooms.json).`;
}

const isWithin = (file: string, place: string) => file === place || file.startsWith(`${place}/`);
