import path from "node:path";
import { circlesIn } from "./circles.ts";
import type { House } from "./house.ts";
import { arrowFault } from "./rooms.ts";

/** Files of a folder; more, and it wants folders. */
const MOST_FILES = 20;

/** Lines of a file, blank ones and comments too. */
const MOST_LINES = 300;

/** `kebab-case.ts`, `kebab-case.test.ts`. */
const FILE_NAME = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*$/;

/** Everything in which the checkout is not the house that `rooms.json` and CONTRIBUTING describe, a sentence each. */
export function houseFaults(house: House): string[] {
  return [
    ...arrowFaults(house),
    ...circlesIn(withoutTests(house)).map((files) => `${files.join(", ")} import each other.`),
    ...fullFolders(house),
    ...[...house.lines]
      .filter(([file, lines]) => lines > MOST_LINES && !file.startsWith("test/"))
      .map(([file, lines]) => `${file} has ${lines} lines, and ${MOST_LINES} are the most.`),
    ...[...house.imports.keys()]
      .filter((file) => !FILE_NAME.test(path.posix.basename(file)))
      .map((file) => `${file} is not named in kebab-case.`),
  ];
}

const withoutTests = ({ imports }: House) =>
  new Map([...imports].filter(([file]) => !file.startsWith("test/")));

function arrowFaults({ rooms, imports }: House): string[] {
  return [...imports].flatMap(([file, imported]) =>
    imported.map((name) => arrowFault(rooms, file, name)).filter((fault) => fault !== undefined),
  );
}

function fullFolders({ rooms, files }: House): string[] {
  const lists = Object.values(rooms).flatMap((room) => room.lists ?? []);
  const folders = new Map<string, string[]>();
  for (const file of files.filter((name) => name.includes("/"))) {
    const folder = path.posix.dirname(file);
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return [...folders]
    .filter(([folder, { length }]) => length > MOST_FILES && !lists.includes(folder))
    .map(
      ([folder, { length }]) =>
        `${folder}/ holds ${length} files, and ${MOST_FILES} are the most: find folders in it, or, where its files are items of one list, name it under "lists" in rooms.json.`,
    );
}
