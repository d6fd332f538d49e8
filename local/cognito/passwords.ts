import { randomBytes, scrypt, type ScryptOptions } from "node:crypto";
import { promisify } from "node:util";
import type { DataStore, UpstreamContext } from "./internals.ts";

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** A quarter of Node's default: about 15 ms. Passwords of a local pool are for trying things out, and chores make hundreds. */
const cost = { N: 4096 };

/** Turns a password into what is stored and compared in its stead. */
export type HashPassword = (password: string) => Promise<string>;

/**
 * scrypt with one salt for the pool, not one for each user: cognito-local compares what it stored with what comes in, so the
 * same password must give the same text.
 */
export async function openPasswordHash(
  store: DataStore,
  context: UpstreamContext,
): Promise<HashPassword> {
  const kept = (await store.get(context, ["Secrets", "passwordSalt"])) as string | null;
  const salt = kept ?? randomBytes(16).toString("base64");
  if (kept === null) await store.set(context, ["Secrets", "passwordSalt"], salt);
  const saltBytes = Buffer.from(salt, "base64");
  return async (password) => {
    const derived = await derive(password, saltBytes, 32, cost);
    return `scrypt:${derived.toString("base64")}`;
  };
}
