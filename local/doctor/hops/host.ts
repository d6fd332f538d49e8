import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { codeOf, messageOf } from "#lib/errors";
import { makeAnew } from "#lib/sql/make-anew";
import { typed } from "#lib/terminal/typed";
import { startLine } from "../../own-server.ts";
import { isAlive, type HostRecord } from "../../state.ts";
import { absent, broken, ok, warning, type Hop } from "../hop.ts";

/** The local copy does not run, or it runs and its API reaches the database. */
export const host: Hop = {
  id: "host",
  title: "Local copy",
  async run({ stateDirectory, signal }) {
    const text = await readFile(join(stateDirectory, "host.json"), "utf8").catch(
      (error: unknown) => {
        if (codeOf(error) === "ENOENT") return undefined;
        throw error;
      },
    );
    const start = await startLine(stateDirectory);
    if (text === undefined) return absent("does not run", start);
    const record = recordIn(text);
    if (!record) return warning("host.json is damaged; a start writes it anew", start);
    if (!(await isAlive(record))) {
      return warning(
        `process ${record.pid} ended without being told to (its record is left)`,
        start,
      );
    }
    const health = await askHealth(record.url, signal);
    if (health.ok) return ok(`runs at ${record.url} (process ${record.pid}), and its API answers`);
    return broken(
      `runs at ${record.url} (process ${record.pid}), but: ${health.text}`,
      health.isForeign ? makeAnew() : `${typed("stop")} && ${start}`,
    );
  },
};

function recordIn(text: string): HostRecord | undefined {
  try {
    const record = JSON.parse(text) as HostRecord | null;
    const isWhole = typeof record?.pid === "number" && typeof record.url === "string";
    return isWhole ? record : undefined;
  } catch {
    return undefined;
  }
}

async function askHealth(
  url: string,
  signal: AbortSignal,
): Promise<{ readonly ok: boolean; readonly text: string; readonly isForeign?: boolean }> {
  try {
    const response = await fetch(`${url}/api/health`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(2_000)]),
    });
    const body = (await response.json()) as { readonly message?: string; readonly error?: string };
    const text = body.message ?? `its API answers HTTP ${response.status}`;
    return { ok: response.ok, text, isForeign: body.error === "schema_foreign" };
  } catch (error) {
    return { ok: false, text: `its API does not answer (${messageOf(error)})` };
  }
}
