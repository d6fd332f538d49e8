import { accessSync, constants } from "node:fs";

/** Decides, while tests are being declared, whether those that need a program can run. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
