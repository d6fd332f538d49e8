import { cp, readFile } from "node:fs/promises";
import path from "node:path";
import { fromRoot } from "#lib/root";
import type { Rooms } from "#lib/rooms/rooms";

/** Copies the checkout's rooms, but the tests, and its package files into a folder; packages are the caller's to give. */
export async function copyCheckout(folder: string): Promise<void> {
  const rooms = JSON.parse(await readFile(fromRoot("rooms.json"), "utf8")) as Rooms;
  const names = Object.keys(rooms).filter((room) => !room.includes("/") && room !== "test");
  for (const name of [
    ...names,
    "rooms.json",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
  ]) {
    await cp(fromRoot(name), path.join(folder, name), { recursive: true });
  }
}
