import path from "node:path";

/**
 * The checkout's folder, so that every command works from any working directory; on Lambda, where one file holds
 * everything, that of the function's archive.
 */
export const ROOT = process.env["LAMBDA_TASK_ROOT"] ?? path.resolve(import.meta.dirname, "..");

/** An absolute path inside the checkout. */
export const fromRoot = (...parts: string[]): string => path.join(ROOT, ...parts);
