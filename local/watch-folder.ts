import { existsSync, readdirSync, statSync, watch, type FSWatcher } from "node:fs";
import path from "node:path";

/**
 * Calls back with each file that is made, edited, replaced or removed in a folder and those within, by its path from
 * the folder. Every folder has a watch of its own: on Linux Node's recursive one (20.20) follows a file and not its
 * name, and so loses one that an editor writes beside and renames.
 *
 * @returns ends the watch
 */
export function watchFolder(
  root: string,
  onChange: (file: string) => void,
  onError: (error: Error) => void,
): () => void {
  const watchers = new Map<string, FSWatcher>();

  function look(folder: string, isNew: boolean): void {
    watchers.get(folder)?.close();
    const watcher = watch(folder, { persistent: false }, (event, name) => {
      if (name === null) return;
      const file = path.join(folder, name);
      if (!isFolder(file)) onChange(path.relative(root, file));
      else if (event === "rename") lookSafely(file, true);
    });
    watcher.on("error", (error) => existsSync(folder) && onError(error));
    watchers.set(folder, watcher);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) lookSafely(file, isNew);
      // Written before the watch was there.
      else if (isNew) onChange(path.relative(root, file));
    }
  }

  function lookSafely(folder: string, isNew: boolean): void {
    try {
      look(folder, isNew);
    } catch (error) {
      if (existsSync(folder)) onError(error as Error); // otherwise it is gone again
    }
  }

  lookSafely(root, false);
  return () => {
    for (const watcher of watchers.values()) watcher.close();
  };
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}
