import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "#lib/errors";
import { typed } from "#lib/terminal/typed";
import { userPoolId } from "../../cognito/seed.ts";
import { absent, broken, ok, warning, type Hop } from "../hop.ts";

/** Files that the user pool keeps a copy of (`.bak`), and what each holds at least. */
const STORES = [
  { name: `${userPoolId}.json`, keys: ["Users", "Groups", "Options"] },
  { name: "clients.json", keys: ["Clients"] },
] as const;

/** The user pool's files can be read, so that nobody's account is lost. */
export const userPool: Hop = {
  id: "user-pool",
  title: "User pool",
  async run({ stateDirectory }) {
    const directory = join(stateDirectory, "cognito");
    const states = await Promise.all(
      STORES.map(async ({ name, keys }) => ({
        file: join(directory, "db", name),
        current: await conditionOf(join(directory, "db", name), keys),
        previous: await conditionOf(join(directory, "db", `${name}.bak`), keys),
      })),
    );
    const keyFile = join(directory, "signing-key.json");
    const key = await conditionOf(keyFile, ["privateKey"]);
    if (key === "missing" && states.every(({ current }) => current === "missing")) {
      return absent("not made yet", typed("start"));
    }
    for (const { file, current, previous } of states) {
      if (current === "unreadable") return broken(`${file} is not yours to read`, chown(directory));
      if (current === "sound" && previous === "sound") continue;
      if (previous === "sound") {
        return warning(`${file} is ${current}; a start goes back to its .bak`, typed("start"));
      }
      if (current === "sound") {
        return warning(`${file} has no sound copy beside it (.bak is ${previous})`, typed("start"));
      }
      return broken(`${file} is ${current}, and its .bak is ${previous}`, typed("reset"));
    }
    if (key === "unreadable") return broken(`${keyFile} is not yours to read`, chown(directory));
    if (key === "damaged") return broken(`${keyFile} holds no key`, `rm ${keyFile}`);
    if (key === "sound" && (await isOpenToOthers(keyFile))) {
      return warning(`${keyFile} can be read by others on this machine`, `chmod 600 ${keyFile}`);
    }
    return ok("its files can be read, each with a copy");
  },
};

const chown = (directory: string) => `sudo chown -R "$(id -u):$(id -g)" "${directory}"`;

type Condition = "sound" | "damaged" | "missing" | "unreadable";

async function conditionOf(file: string, keys: readonly string[]): Promise<Condition> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return "missing";
    if (codeOf(error) === "EACCES" || codeOf(error) === "EPERM") return "unreadable";
    throw error;
  }
  try {
    const value: unknown = JSON.parse(text);
    const isSound =
      typeof value === "object" && value !== null && keys.every((key) => Object.hasOwn(value, key));
    return isSound ? "sound" : "damaged";
  } catch {
    return "damaged";
  }
}

/** Windows has no such modes. */
async function isOpenToOthers(file: string): Promise<boolean> {
  return process.platform !== "win32" && ((await stat(file)).mode & 0o077) !== 0;
}
