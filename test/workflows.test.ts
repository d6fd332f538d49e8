import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { fromRoot } from "#lib/root";
import { isExecutable } from "#test/is-executable";
import { mochaWords } from "../scripts/test.ts";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly on: object | string;
  readonly permissions: object;
  readonly concurrency?: object;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly permissions?: object;
        readonly concurrency?: object;
        readonly "timeout-minutes"?: number;
        readonly steps: readonly Step[];
      }
    >
  >;
}

const { scripts } = JSON.parse(readFileSync(fromRoot("package.json"), "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
};

const FOLDER = fromRoot(".github", "workflows");
const files = readdirSync(FOLDER);

/** Words after `npm` that are no script of ours. */
const NPMS_OWN = ["ci", "install"];

/** Their words on how to get them. */
const LINTERS = {
  actionlint: {
    args: ["-color=false"],
    how: "go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12",
  },
  zizmor: { args: ["--offline", "--quiet", "--no-progress", ".github"], how: "pip install zizmor" },
} as const;

describe("the workflows of GitHub Actions", () => {
  for (const file of files) {
    describe(file, () => {
      const text = readFileSync(path.join(FOLDER, file), "utf8");
      const { on, permissions, concurrency, jobs } = parse(text) as Workflow;
      const all = Object.entries(jobs);
      const steps = all.flatMap(([, job]) => job.steps);

      it("gives each job the permissions that it names, and time that ends", () => {
        assert.deepEqual(permissions, {});
        for (const [name, job] of all) {
          assert.ok(concurrency ?? job.concurrency, `${name} may meet itself`);
          assert.ok(job.permissions, `${name} has no permissions of its own`);
          assert.ok(job["timeout-minutes"]! <= 90, `${name} may take for ever`);
        }
      });

      it("pins every action by its digest, with the version beside", () => {
        for (const [, used = ""] of text.matchAll(/\buses: (.*)$/gm)) {
          assert.match(used, /^[\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
        }
      });

      it("leaves no token behind a checkout", () => {
        for (const step of steps) {
          if (!step.uses?.startsWith("actions/checkout@")) continue;
          assert.equal(step.with?.["persist-credentials"], false);
        }
      });

      it("calls npm scripts, programs of packages and files that exist", () => {
        for (const { run = "" } of steps) {
          for (const [call, name = ""] of run.matchAll(/\bnpm (?:run )?([\w:-]+)/g)) {
            assert.ok(NPMS_OWN.includes(name) || scripts[name] !== undefined, call);
          }
          for (const [call, name = ""] of run.matchAll(/\bnpx (\S+)/g)) {
            assert.ok(existsSync(fromRoot("node_modules", ".bin", name)), call);
          }
          for (const [file] of run.matchAll(/(?<=^|\s)\.[\w.-]*\/\S+/gm)) {
            assert.ok(isExecutable(fromRoot(file)), `${file} cannot be run`);
          }
          for (const [, words = ""] of run.matchAll(/\bnpm test -- ([\w/ ]+)/g)) {
            assert.doesNotThrow(() => mochaWords(words.trim().split(" ")));
          }
        }
      });

      it("runs nothing that somebody else's pull request says", () => {
        assert.ok(!JSON.stringify(on).includes("pull_request_target"));
        for (const { run = "" } of steps) assert.doesNotMatch(run, /\$\{\{/);
      });
    });
  }

  it("install the Pulumi that the dev container has", () => {
    const [, inContainer] = /pulumi-base:([\d.]+)/.exec(
      readFileSync(fromRoot(".devcontainer", "Dockerfile"), "utf8"),
    )!;
    const installed = files.flatMap((file) => [
      ...readFileSync(path.join(FOLDER, file), "utf8").matchAll(/pulumi-version: (\S+)/g),
    ]);
    assert.ok(installed.length > 0);
    for (const [, version] of installed) assert.equal(version, inContainer);
  });

  it("pin one digest for each version of an action", () => {
    const digests = new Map<string, Set<string>>();
    for (const file of files) {
      const text = readFileSync(path.join(FOLDER, file), "utf8");
      for (const [, owner = "", digest = "", tag = ""] of text.matchAll(
        /\buses: ([\w-]+\/[\w-]+)[\w./-]*@(\w+) # (\S+)$/gm,
      )) {
        digests.set(owner, (digests.get(owner) ?? new Set()).add(`${digest} ${tag}`));
      }
    }
    assert.ok(digests.size >= 3);
    for (const [action, used] of digests) assert.equal(used.size, 1, `${action}: ${[...used]}`);
  });

  for (const [linter, { args, how }] of Object.entries(LINTERS)) {
    const folders = (process.env["PATH"] ?? "").split(path.delimiter);
    if (!folders.some((folder) => isExecutable(path.join(folder, linter)))) {
      console.error(`Not tested: workflows by ${linter}, which is not on PATH. Install it: ${how}`);
      continue;
    }
    it(`have nothing that ${linter} finds`, () => {
      execFileSync(linter, args, { cwd: fromRoot(), stdio: "pipe" });
    });
  }
});
