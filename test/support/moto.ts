import { spawn } from "node:child_process";
import { createServer, type Socket } from "node:net";
import path from "node:path";
import type { Env } from "#lib/environment";
import { until } from "./until.ts";
import { isExecutable } from "./is-executable.ts";

const HOW =
  "moto_server was not found. Install it: " +
  'pip install "moto[server,ec2,rds,cognitoidp,secretsmanager,logs,sns]"';

/** An emulator of AWS's APIs on this machine, with nothing in it but a default VPC. */
export interface Moto {
  readonly endpoint: string;
  /** The SDK's own variables, which lead it here and nowhere else. */
  readonly env: Readonly<Record<string, string>>;
}

/** The moto_server on PATH. */
function findMoto(env: Env = process.env): string | undefined {
  return (env["PATH"] ?? "")
    .split(path.delimiter)
    .map((folder) => path.join(folder, "moto_server"))
    .find(isExecutable);
}

/**
 * Registers tests that talk to AWS's APIs, as moto emulates them; while they run this process's own SDK clients do too.
 * Without moto it says in one line what is missing; in CI, where nothing may be left out, that is a failure.
 */
export function describeWithMoto(title: string, define: (moto: () => Moto) => void): void {
  if (findMoto() === undefined) {
    if (!process.env["CI"]) {
      console.error(`Not tested: ${title}, since ${HOW}`);
      return;
    }
    describe(title, () => {
      it("has moto", () => {
        throw new Error(`CI is set and ${HOW}`);
      });
    });
    return;
  }
  describe(title, () => {
    let moto: Moto;
    let earlier: NodeJS.ProcessEnv;
    before(async () => {
      moto = await (shared ??= startMoto());
      earlier = { ...process.env };
      Object.assign(process.env, moto.env);
    });
    after(async () => {
      for (const name of Object.keys(moto.env)) {
        if (earlier[name] === undefined) delete process.env[name];
        else process.env[name] = earlier[name];
      }
      await fetch(`${moto.endpoint}/moto-api/reset`, { method: "POST" });
    });
    define(() => moto);
  });
}

/** One for the whole run, since it takes seconds to start; every suite leaves it empty. */
let shared: Promise<Moto> | undefined;

async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const child = spawn(findMoto()!, ["-H", "127.0.0.1", "-p", String(port)], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, PYTHONUNBUFFERED: "1" },
  });
  process.once("exit", () => child.kill("SIGKILL"));
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const endpoint = `http://127.0.0.1:${port}`;
  await until("moto answers", async () => {
    if (child.exitCode !== null) throw new Error(`moto_server ended:\n${said}`);
    return fetch(`${endpoint}/moto-api/data.json`).then(
      (answer) => answer.ok,
      () => false,
    );
  });
  // It goes on until the tests have ended, and does not keep them from ending.
  child.unref();
  (child.stderr as Socket).unref();
  return { endpoint, env: variablesFor(endpoint) };
}

function variablesFor(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "testing",
    AWS_SECRET_ACCESS_KEY: "testing",
    AWS_REGION: "eu-west-1",
    // No file of the person's who runs the tests.
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}

/** Also for tests that need a port where nobody listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { readonly port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
