import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import os from "node:os";
import { workspaceName } from "#lib/lease/owner";
import type { Env } from "#lib/environment";
import { typed } from "#lib/terminal/typed";
import { chosenKind } from "../chosen-server.ts";
import { broken, ok, warning, type Finding, type Hop } from "../hop.ts";

/** The machine, the kind of workspace on it, and how its page is opened there. */
export const place: Hop = {
  id: "place",
  title: "Place",
  async run(context) {
    const { env, stateDirectory, root } = context;
    return placeFinding({
      env,
      root,
      machine: `${await systemName()}, ${process.arch}`,
      workspace: await workspaceName(env, stateDirectory),
      isContainer: existsSync("/.dockerenv") || existsSync("/run/.containerenv"),
      // CONNECTION_URL may be one that cannot be read; the hop after this tells.
      lacksGlibc: isMusl() && (await chosenKind(context).catch(() => "external")) === "embedded",
    });
  },
};

export interface PlaceFacts {
  readonly env: Env;
  /** The checkout. */
  readonly root: string;
  /** "Debian GNU/Linux 13 (trixie), x64" */
  readonly machine: string;
  /** As leases know it. */
  readonly workspace: string;
  readonly isContainer: boolean;
  /** The C library is musl, and the server is to run from our binaries. */
  readonly lacksGlibc: boolean;
}

const PORTS_VIEW = "The page is port 4567, which the editor forwards: open it in its Ports view";

export function placeFinding(facts: PlaceFacts): Finding {
  const { env, root, machine, workspace, isContainer, lacksGlibc } = facts;
  if (lacksGlibc) {
    return broken(
      `${machine}: its C library is musl, and PostgreSQL's programs need glibc`,
      `${typed("start", "--postgres docker")}, or work in an image made from Debian`,
    );
  }
  if (env["CODESPACES"] === "true") {
    return { ...ok(`GitHub Codespaces, ${workspace}; ${machine}`), fix: PORTS_VIEW };
  }
  if (env["WSL_DISTRO_NAME"] && /^\/mnt\/[a-z]\//.test(root)) {
    return warning(
      `WSL, with the checkout on a Windows disk (${root}), which is slow and keeps no owners`,
      "Clone it into Linux's own disk: cd ~ && git clone <this repository>",
    );
  }
  const isHosted = isContainer || Boolean(env["GITPOD_WORKSPACE_ID"]);
  return isHosted
    ? { ...ok(`a container, workspace ${workspace}; ${machine}`), fix: PORTS_VIEW }
    : ok(machine);
}

async function systemName(): Promise<string> {
  if (process.platform === "darwin") return "macOS";
  if (process.platform === "win32") return os.version();
  const text = await readFile("/etc/os-release", "utf8").catch(() => "");
  return /^PRETTY_NAME="?([^"\n]+)/m.exec(text)?.[1] ?? os.type();
}

/** Node was built for the C library that it names; on musl it names none. */
function isMusl(): boolean {
  if (process.platform !== "linux") return false;
  Object.assign(process.report, { excludeNetwork: true }); // else it looks up the names of every connection
  const { header } = process.report.getReport() as { readonly header: object };
  return !("glibcVersionRuntime" in header);
}
