import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildSync } from "esbuild";
import { fromRoot } from "#lib/root";
import { endGroup } from "#lib/terminal/process-group";
import type { TestServer } from "../databases.ts";
import { ENGINE_FILES } from "./programs.ts";
import { processesOf } from "../cli.ts";
import { eventsIn, type EngineEvent } from "./events.ts";
import { StandInAccount } from "../stand-in-aws/account.ts";

/** The result of a command of pulumi. */
export interface PulumiEnd {
  readonly code: number;
  /** Everything that it printed, both streams in the order in which they came. */
  readonly text: string;
  readonly events: readonly EngineEvent[];
}

export interface ProjectOptions {
  /** @default "dev" */
  readonly stack?: string;
  /** The program, by path; `index.ts` is what pulumi runs. @default a copy of the checkout's own */
  readonly files?: Readonly<Record<string, string>>;
  /** The stack's configuration in place of the checkout's `Pulumi.<stack>.yaml`: `{ "cruddur:environment": "dev" }`. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Where the stand-in's databases are. @default nowhere */
  readonly server?: TestServer;
}

const PASSPHRASE = "correct horse battery staple";

/** The files and folders that a copy of the program consists of. */
const PROGRAM = [
  ...[
    "program.cjs",
    "index.ts",
    "config.ts",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "Pulumi.yaml",
    "Pulumi.dev.yaml",
  ],
  ...["Pulumi.prod.yaml", "Pulumi.local.yaml", "infra", "lib", "lambda", "sql", "database"],
  ...["cli", "cloud", "scripts", "local", "shell", "targets", "web"],
];

/**
 * A Pulumi project in a temporary folder: its own program, backend, plugins and account, so that nothing outside of
 * the folder is touched.
 */
export class EngineProject {
  readonly directory: string;
  /** The AWS account in which the stack is. */
  readonly account: StandInAccount;
  readonly stack: string;
  readonly #env: Record<string, string>;
  readonly #children = new Set<ChildProcess>();

  constructor(options: ProjectOptions = {}) {
    const { stack = "dev", files: program, config, server } = options;
    this.stack = stack;
    this.directory = mkdtempSync(path.join(tmpdir(), "cruddur-engine-"));
    for (const name of ["backend", "bin", "home", "program"]) mkdirSync(this.#path(name));
    this.account = new StandInAccount(this.#path("account"));
    if (program) this.#write({ "Pulumi.yaml": PROJECT, "package.json": PACKAGE, ...program });
    else this.#copyProgram();
    this.#linkPackages();
    if (config) this.#write({ [`Pulumi.${stack}.yaml`]: JSON.stringify({ config }) });
    this.#makeBin();
    this.#env = {
      PATH: [this.#path("bin"), path.dirname(process.execPath), "/usr/bin", "/bin"].join(":"),
      HOME: this.#path("home"),
      PULUMI_HOME: this.#path("home"),
      PULUMI_BACKEND_URL: `file://${this.#path("backend")}`,
      PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_DEBUG_COMMANDS: "true",
      STAND_IN_ACCOUNT: this.account.directory,
      ...(server ? { STAND_IN_POSTGRES: JSON.stringify(server) } : {}),
    };
  }

  /** Pulumi's environment, for commands that start it. */
  get env(): Readonly<Record<string, string>> {
    return this.#env;
  }

  /** Adds to pulumi's environment. */
  setEnvironment(env: Readonly<Record<string, string>>): void {
    Object.assign(this.#env, env);
  }

  /** A file of the program. */
  path(...parts: string[]): string {
    return this.#path("program", ...parts);
  }

  /** Changes one file of the program. Fails where that changes nothing. */
  edit(file: string, change: (text: string) => string): void {
    const before = readFileSync(this.path(file), "utf8");
    const after = change(before);
    assert.notEqual(after, before, `The edit of ${file} finds nothing to change.`);
    this.#write({ [file]: after });
  }

  /** Replaces the configuration of the stack. */
  configure(config: Readonly<Record<string, unknown>>): void {
    const name = `Pulumi.${this.stack}.yaml`;
    const salt = /^encryptionsalt:.*$/m.exec(readFileSync(this.path(name), "utf8"))?.[0] ?? "";
    const lines = Object.entries(config).map(
      ([key, value]) => `  ${key}: ${JSON.stringify(value)}`,
    );
    this.#write({ [name]: `${salt}\nconfig:\n${lines.join("\n")}\n` });
  }

  up(...options: string[]): Promise<PulumiEnd> {
    return this.#engine("up", "--yes", "--skip-preview", ...options);
  }

  preview(...options: string[]): Promise<PulumiEnd> {
    return this.#engine("preview", ...options);
  }

  /** Reads what AWS has into the state, with the program run, whose providers know their passwords. */
  refresh(...options: string[]): Promise<PulumiEnd> {
    return this.#engine("refresh", "--run-program", "--yes", "--skip-preview", ...options);
  }

  destroy(...options: string[]): Promise<PulumiEnd> {
    return this.#engine("destroy", "--yes", "--skip-preview", ...options);
  }

  /** The output of `pulumi stack export`: the state as anyone sees it who has no passphrase. */
  async exportState(): Promise<string> {
    return (await this.pulumi("stack", "export")).text;
  }

  /** The stack's outputs. Throws where the engine cannot tell them. */
  async outputs(): Promise<Record<string, unknown>> {
    const { code, text } = await this.pulumi("stack", "output", "--json");
    if (code !== 0) throw new Error(text);
    return JSON.parse(text) as Record<string, unknown>;
  }

  /** Any command of pulumi, on the project's stack. */
  async pulumi(...words: string[]): Promise<PulumiEnd> {
    if (!existsSync(this.#path("backend", ".pulumi"))) {
      const end = await this.#run(["stack", "init", this.stack]);
      if (end.code !== 0) throw new Error(end.text);
    }
    return this.#run([...words, "--stack", this.stack]);
  }

  /** Has a process end with the project: a test that failed waits for nothing, and mocha would wait for it. */
  adopt(child: ChildProcess): void {
    this.#children.add(child);
    child.on("close", () => this.#children.delete(child));
  }

  remove(): void {
    for (const child of this.#children) {
      child.kill("SIGKILL");
      // What it started may hold the other ends yet.
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
    }
    // An engine that was killed leaves its plugins, each a process group of its own.
    for (const line of processesOf(this.directory)) endGroup(Number.parseInt(line, 10), "SIGKILL");
    rmSync(this.directory, { recursive: true, maxRetries: 10 });
  }

  async #engine(...words: string[]): Promise<PulumiEnd> {
    const log = this.#path(`events-${(count += 1)}.jsonl`);
    const end = await this.pulumi(...words, "--event-log", log);
    return { ...end, events: existsSync(log) ? eventsIn(readFileSync(log, "utf8")) : [] };
  }

  #run(words: readonly string[]): Promise<PulumiEnd> {
    const child = spawn(
      this.#path("bin", "pulumi"),
      [...words, "--non-interactive", "--color", "never"],
      { cwd: this.path(), env: this.#env, stdio: ["ignore", "pipe", "pipe"] },
    );
    this.adopt(child);
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve({ code: code ?? -1, text, events: [] }));
    });
  }

  #path(...parts: string[]): string {
    return path.join(this.directory, ...parts);
  }

  #write(contents: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(contents)) {
      mkdirSync(path.dirname(this.path(name)), { recursive: true });
      writeFileSync(this.path(name), text);
    }
  }

  #copyProgram(): void {
    for (const name of PROGRAM.filter((one) => existsSync(fromRoot(one)))) {
      cpSync(fromRoot(name), this.path(name), { recursive: true });
    }
  }

  /** The checkout's packages, but not what our commands keep beside them. */
  #linkPackages(): void {
    mkdirSync(this.path("node_modules"));
    for (const name of readdirSync(fromRoot("node_modules")).filter((one) => one !== ".cache")) {
      symlinkSync(fromRoot("node_modules", name), this.path("node_modules", name));
    }
  }

  /** The only plugins that the engine finds: the real ones as links, and the stand-in. */
  #makeBin(): void {
    for (const [program, file] of ENGINE_FILES) symlinkSync(file!, this.#path("bin", program));
    symlinkSync(fromRoot("node_modules"), this.#path("node_modules"));
    standIn ??= buildStandIn();
    const main = this.#path("stand-in-aws.mjs");
    writeFileSync(main, standIn);
    const executable = this.#path("bin", "pulumi-resource-aws");
    writeFileSync(executable, `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`);
    chmodSync(executable, 0o755);
  }
}

let count = 0;

/** Built once for all projects: the engine starts it at least twice for each command. */
let standIn: Uint8Array | undefined;

function buildStandIn(): Uint8Array {
  const { outputFiles } = buildSync({
    absWorkingDir: fromRoot(),
    entryPoints: [fromRoot("test", "support", "stand-in-aws", "main.ts")],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    packages: "external",
  });
  return outputFiles[0]!.contents;
}

const PROJECT = `name: cruddur
runtime:
  name: nodejs
  options:
    typescript: false
    nodeargs: "--import tsx"
main: index.ts
`;

const PACKAGE = JSON.stringify({ name: "cruddur", type: "module", main: "index.ts" });
