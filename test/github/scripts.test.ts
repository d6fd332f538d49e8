import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { planMarker } from "#lib/plan/plan-markdown";
import { fromRoot } from "#lib/root";

interface Workflow {
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly { readonly name?: string; readonly run?: string }[] }>
  >;
}

/** GitHub's own program, as far as the workflows call it: it notes each call, and answers a question with FOUND. */
const GH = `#!${process.execPath}
const args = process.argv.slice(2);
const call = args.map((arg) => arg.replace(/\\s+/g, " "));
require("node:fs").appendFileSync("calls", JSON.stringify({ call, marker: process.env.MARKER }) + "\\n");
if (args.includes("--jq")) process.stdout.write(process.env.FOUND ?? "");
`;

describe("what the workflows do with GitHub's own program", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "cruddur-github-"));
    await mkdir(path.join(folder, "bin"));
    await writeFile(path.join(folder, "bin", "gh"), GH, { mode: 0o755 });
  });
  afterEach(() => rm(folder, { recursive: true }));

  const put = async (file: string, text: string) => {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  };

  /** Runs a step as GitHub does (`shell: bash`), and returns the calls of gh but the questions. */
  const run = async (file: string, step: string, env: Readonly<Record<string, string>>) => {
    const text = await readFile(fromRoot(".github", "workflows", file), "utf8");
    const steps = Object.values((parse(text) as Workflow).jobs).flatMap((job) => job.steps);
    await put("step.sh", steps.find(({ name }) => name === step)!.run!);
    await put("calls", "");
    const PATH = [path.join(folder, "bin"), process.env["PATH"]].join(path.delimiter);
    const words = ["--noprofile", "--norc", "-eo", "pipefail", "step.sh"];
    await promisify(execFile)("bash", words, { cwd: folder, env: { ...env, PATH } });
    const lines = (await readFile(path.join(folder, "calls"), "utf8")).split("\n").filter(Boolean);
    const calls = lines.map((line) => JSON.parse(line) as { call: string[]; marker?: string });
    return {
      markers: calls.flatMap(({ marker }) => marker ?? []),
      calls: calls.map(({ call }) => call).filter((call) => !call.includes("--jq")),
    };
  };

  describe("plan.yaml", () => {
    const comment = (FOUND: string) =>
      run("plan.yaml", "Write or renew each stack's comment", {
        FOUND,
        COMMENTS: "repos/o/r/issues/7/comments",
        COMMENT: "repos/o/r/issues/comments",
      });

    it("writes a comment where there is none with the stack's marker", async () => {
      await put("plans/plan-dev/dev.md", "plan");
      const { calls, markers } = await comment("");
      assert.deepEqual(markers, [planMarker("dev")]);
      const body = "body=@plans/plan-dev/dev.md";
      const post = ["api", "--method", "POST", "repos/o/r/issues/7/comments"];
      assert.deepEqual(calls, [[...post, "--field", body, "--silent"]]);
    });

    it("renews the first one that there is, of each stack", async () => {
      await put("plans/plan-dev/dev.md", "plan");
      await put("plans/plan-prod/prod.md", "plan");
      const { calls, markers } = await comment("11\n12\n");
      assert.deepEqual(markers, [planMarker("dev"), planMarker("prod")]);
      const patched = calls.map(([, , method, address]) => [method, address]);
      const patch = ["PATCH", "repos/o/r/issues/comments/11"];
      assert.deepEqual(patched, [patch, patch]);
    });

    it("does nothing where no plan was written", async () => {
      assert.deepEqual((await comment("")).calls, []);
    });
  });

  describe("drift.yaml", () => {
    const report = (RESULT: string, FOUND = "") =>
      run("drift.yaml", "Open, renew or close the issue", { RESULT, FOUND, RUN: "https://run" });
    const body = () => readFile(path.join(folder, "body.md"), "utf8");

    it("opens an issue with what the commands said", async () => {
      await put("drift/drift-dev/resources.txt", "~ cruddur-api-logs\n");
      await put("drift/drift-dev/schema.txt", "x".repeat(100_000));
      const { calls } = await report("failure");
      assert.deepEqual(
        calls.map(([what, does]) => `${what} ${does}`),
        ["label create", "issue create"],
      );
      const text = await body();
      assert.match(text, /### dev\/resources\.txt\n\n``````text\n~ cruddur-api-logs\n/);
      assert.ok(text.length < 65_536);
    });

    it("renews the issue that is open, also where nothing was said", async () => {
      const { calls } = await report("failure", "5");
      assert.deepEqual(calls, [["issue", "edit", "5", "--body-file", "body.md"]]);
      assert.match(await body(), /^The stacks on AWS .*: https:\/\/run\n$/);
    });

    it("closes it when there is no difference any more", async () => {
      const { calls } = await report("success", "5");
      assert.deepEqual(
        calls.map((call) => call.slice(0, 3)),
        [["issue", "close", "5"]],
      );
      assert.deepEqual((await report("success")).calls, []);
    });
  });
});
