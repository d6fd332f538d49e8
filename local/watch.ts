import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { ConnectionParameters } from "#database/connection/connect";
import { bundlePage, type PageFile } from "#lib/bundle/page";
import { messageOf } from "#lib/errors";
import { fromRoot } from "#lib/root";
import { duration } from "#lib/terminal";
import { typed } from "#lib/terminal/typed";
import type { LambdaHost } from "./lambda-host/lambda-host.ts";
import { watchFolder } from "./watch-folder.ts";

export interface WatchOptions {
  readonly lambda: LambdaHost;
  /** The database that edited statements are prepared against. */
  parameters(): ConnectionParameters;
  onPage(files: ReadonlyMap<string, PageFile>): void;
  notify(message: string): void;
}

/** A kind of work that an edited file asks for. */
export type Rebuild = "functions" | "statements" | "page" | "migrations";

/** The work for a file, by its path from the checkout's root; none for files that nothing is made of. */
export function rebuildsFor(file: string): readonly Rebuild[] {
  const [room, folder] = file.split(path.sep);
  if (room === "sql" && file.endsWith(".sql")) {
    return folder === "statements" || folder === "migrations" ? [folder] : [];
  }
  const isSource = /\.(ts|css|html|svg)$/.test(file);
  if (!isSource || /(^|[/\\])\./.test(file)) return [];
  if (room === "web") return ["page"];
  if (room === "lib" && folder === "domain") return ["functions", "page"];
  return room === "lambda" || room === "lib" ? ["functions"] : [];
}

/** Editors write a file in several steps; one rebuild answers them all. */
const SETTLE_MS = 80;

/** Rebuilds what an edit touches while the host runs. Returns how to stop. What does not build leaves the old in place. */
export function watchSources(options: WatchOptions): () => Promise<void> {
  const wanted = new Set<Rebuild>();
  let timer: NodeJS.Timeout | undefined;
  let working = Promise.resolve();
  function changed(file: string): void {
    const rebuilds = rebuildsFor(file);
    if (rebuilds.length === 0) return;
    for (const rebuild of rebuilds) wanted.add(rebuild);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const now = [...wanted];
      wanted.clear();
      working = working.then(() => rebuildAll(options, now));
    }, SETTLE_MS);
  }
  const ends = ["lambda", "lib", "sql", "web"].map((room) =>
    watchFolder(
      fromRoot(room),
      (file) => changed(path.join(room, file)),
      (error) => options.notify(`Edits in ${room}/ are no longer seen: ${messageOf(error)}`),
    ),
  );
  return async () => {
    clearTimeout(timer);
    for (const end of ends) end();
    await working;
  };
}

async function rebuildAll(options: WatchOptions, wanted: readonly Rebuild[]): Promise<void> {
  const { lambda, notify, onPage } = options;
  const started = performance.now();
  try {
    if (wanted.includes("migrations")) {
      notify(
        `A migration changed. It is applied at the next start: ${typed("stop")} && ${typed("start")}`,
      );
    }
    if (wanted.includes("statements")) await recompileStatements(options.parameters());
    if (wanted.includes("statements") || wanted.includes("functions")) await lambda.rebuild();
    if (wanted.includes("page")) onPage(await bundlePage());
    const done = wanted.filter((rebuild) => rebuild !== "migrations");
    if (done.length > 0)
      notify(`Reloaded ${done.join(" and ")} in ${duration(performance.now() - started)}.`);
  } catch (error) {
    notify(`The edit is not in effect:\n${messageOf(error)}`);
  }
}

async function recompileStatements(parameters: ConnectionParameters): Promise<void> {
  // Loaded at the first edit: the parser is the largest part of the host otherwise.
  const { compileStatements } = await import("#database/statements/compile");
  const modules = await compileStatements(parameters);
  const faults = modules.flatMap((entry) => ("fault" in entry ? [entry.fault] : []));
  if (faults.length > 0) throw new Error(faults.join("\n"));
  for (const entry of modules) {
    if ("module" in entry)
      await writeFile(fromRoot(entry.file.replace(/\.sql$/, ".ts")), entry.module);
  }
}
