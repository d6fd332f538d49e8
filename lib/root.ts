import path from "node:path";

/** The checkout's folder, so that every command works from any working directory. */
export const ROOT = path.resolve(import.meta.dirname, "..");

/** An absolute path inside the checkout. */
export const fromRoot = (...parts: string[]): string => path.join(ROOT, ...parts);
