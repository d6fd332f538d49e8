import { copyFile, readFile, rename, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { renameOver } from "#lib/busy-files";
import { codeOf, UserError } from "#lib/errors";
import { typed } from "#lib/terminal/typed";
import type { DataStore, DataStoreFactory, UpstreamContext } from "./internals.ts";

type Json = Record<string, unknown>;

/**
 * One JSON file, held in memory and written whole: beside, then renamed over, with the version before it kept as `.bak`.
 * A change is on disk when its promise settles. Changes made while a write is under way share the next one.
 * The value that `get` returns is the store's own: replace it with `set`, do not change it.
 */
class JsonFileStore implements DataStore {
  readonly #file: string;
  readonly #root: Json;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(file: string, root: Json) {
    this.#file = file;
    this.#root = root;
  }

  getRoot(): Promise<Json> {
    return Promise.resolve(this.#root);
  }

  get(
    _context: UpstreamContext,
    key: string | string[],
    fallback: unknown = null,
  ): Promise<unknown> {
    const found = pathOf(key).reduce<unknown>(ownValue, this.#root);
    return Promise.resolve(found ?? fallback);
  }

  set(_context: UpstreamContext, key: string | string[], value: unknown): Promise<void> {
    const { parent, last } = this.#placeOf(key);
    parent[last] = value;
    return this.#save();
  }

  delete(_context: UpstreamContext, key: string | string[]): Promise<void> {
    const { parent, last } = this.#placeOf(key);
    delete parent[last];
    return this.#save();
  }

  #placeOf(key: string | string[]): { parent: Json; last: string } {
    const path = pathOf(key);
    const last = path.at(-1);
    if (last === undefined || path.includes("__proto__"))
      throw new Error("This key cannot be stored.");
    let parent = this.#root;
    for (const step of path.slice(0, -1)) {
      const child = ownValue(parent, step);
      parent = isRecord(child) ? child : ((parent[step] = {}) as Json);
    }
    return { parent, last };
  }

  #save(): Promise<void> {
    this.#next ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        return this.#write();
      });
    this.#running = this.#next;
    return this.#next;
  }

  async #write(): Promise<void> {
    const temporary = `${this.#file}.tmp`;
    await writeFile(temporary, JSON.stringify(this.#root, undefined, 1), { mode: 0o600 });
    // A copy, not a rename: the file itself must be there whenever this process stops.
    await copyFile(this.#file, `${this.#file}.bak`).catch(ignoreMissing);
    await renameOver(temporary, this.#file);
  }
}

/** Opens stores in a directory, each once, however often it is asked for. */
export class JsonFileStoreFactory implements DataStoreFactory {
  readonly #directory: string;
  readonly #log: (line: object) => void;
  readonly #stores = new Map<string, Promise<DataStore>>();

  constructor(directory: string, log: (line: object) => void) {
    this.#directory = directory;
    this.#log = log;
  }

  /**
   * @param defaults what a new file holds; the keys a sound file must have
   * @throws UserError when neither the file nor its `.bak` can be read: an empty pool in its place would look like lost users
   */
  create(_context: UpstreamContext, id: string, defaults: object): Promise<DataStore> {
    const opened =
      this.#stores.get(id) ?? this.#open(join(this.#directory, `${id}.json`), defaults);
    this.#stores.set(id, opened);
    return opened;
  }

  async #open(file: string, defaults: object): Promise<DataStore> {
    const [current, previous] = [await read(file, defaults), await read(`${file}.bak`, defaults)];
    if (isRecord(current)) return new JsonFileStore(file, current);
    if (isRecord(previous)) {
      if (current === "damaged") await rename(file, `${file}.damaged`);
      await copyFile(`${file}.bak`, file);
      this.#log({ level: "warn", event: "cognito_restored", file, found: current });
      return new JsonFileStore(file, previous);
    }
    if (current === "damaged" || previous === "damaged") {
      throw new UserError(
        `${file} is damaged, and so is the copy kept beside it (${basename(file)}.bak).`,
        `Local users cannot be read. To start again with none: ${typed("reset")}`,
      );
    }
    const store = new JsonFileStore(file, structuredClone(defaults) as Json);
    await Promise.all(
      Object.entries(defaults).map(([key, value]) => store.set(noContext, key, value)),
    );
    return store;
  }
}

const noContext = undefined as unknown as UpstreamContext;

async function read(file: string, defaults: object): Promise<Json | "damaged" | "missing"> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return "missing";
    throw error;
  }
  try {
    const value: unknown = JSON.parse(text, revivedDate);
    const sound = isRecord(value) && Object.keys(defaults).every((key) => isRecord(value[key]));
    return sound ? value : "damaged";
  } catch {
    return "damaged";
  }
}

/** cognito-local expects a `Date` wherever a name ends in "Date". */
function revivedDate(key: string, value: unknown): unknown {
  if (!key.endsWith("Date") || typeof value !== "string") return value;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? value : date;
}

const pathOf = (key: string | string[]): string[] => (Array.isArray(key) ? key : [key]);

const isRecord = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Not what an object inherits: a user may ask for the name "constructor". */
const ownValue = (value: unknown, key: string): unknown =>
  isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;

function ignoreMissing(error: unknown): void {
  if (codeOf(error) !== "ENOENT") throw error;
}
