import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { buildMessages } from "#lib/bundle/messages";
import { bundleFunction } from "#lib/bundle/function";
import { FUNCTIONS, SERVING_FUNCTIONS, type FunctionName } from "#lib/domain/functions";
import { fromRoot, ROOT } from "#lib/root";

const TRIGGERS = FUNCTIONS.filter(({ trigger }) => trigger !== undefined).map(({ name }) => name);
const run = promisify(execFile);
const textOf = async (name: FunctionName) => new TextDecoder().decode(await bundleFunction(name));

describe("bundleFunction", () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(path.join(tmpdir(), "cruddur-bundle-"))));
  afterEach(() => rm(folder, { recursive: true }));

  for (const { name } of FUNCTIONS) {
    it(`gives ${name} the same bytes twice, with no path of this machine`, async () => {
      const text = await textOf(name);
      assert.equal(await textOf(name), text);
      assert.ok(!text.includes(ROOT));
      assert.doesNotMatch(text, /sourceMappingURL/);
    });
  }

  for (const name of TRIGGERS) {
    it(`keeps ${name} under 200 KB, without the HTTP framework and the token verifier`, async () => {
      const text = await textOf(name);
      assert.ok(Buffer.byteLength(text) <= 200_000, `${Buffer.byteLength(text)} bytes`);
      assert.doesNotMatch(text, /node_modules\/(hono|aws-jwt-verify|undici)\//);
    });
  }

  it("gives the same bytes in a checkout in another folder, from any working directory", async () => {
    const names = ["post-confirmation", "api"] as const;
    const packages = new Set<string>();
    for (const name of names) {
      for (const [, found] of (await textOf(name)).matchAll(
        /^\/\/ node_modules\/((?:@[^/]+\/)?[^/]+)\//gm,
      )) {
        packages.add(found!);
      }
    }
    assert.ok(packages.has("pg") && packages.has("hono"));
    for (const entry of [
      "lib",
      "lambda",
      "sql",
      "package.json",
      "tsconfig.json",
      ...[...packages].map((one) => `node_modules/${one}`),
    ]) {
      await cp(fromRoot(entry), path.join(folder, entry), { recursive: true });
    }
    await symlink(
      fromRoot("node_modules", "esbuild"),
      path.join(folder, "node_modules", "esbuild"),
    );
    await writeFile(
      path.join(folder, "build.ts"),
      `import { writeFileSync } from "node:fs";
       import { bundleFunction } from "./lib/bundle/function.ts";
       for (const name of ${JSON.stringify(names)} as const) writeFileSync(import.meta.dirname + "/" + name + ".cjs", await bundleFunction(name));`,
    );
    const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
    await run(process.execPath, ["--import", tsx, path.join(folder, "build.ts")], {
      cwd: tmpdir(),
    });
    for (const name of names) {
      assert.equal(
        await readFile(path.join(folder, `${name}.cjs`), "utf8"),
        await textOf(name),
        name,
      );
    }
  });

  // The migrator's archive holds more: test/lambda/migrator runs it.
  for (const { name } of SERVING_FUNCTIONS) {
    it(`gives ${name} a handler that runs from its one file, in a folder with nothing else`, async () => {
      await writeFile(path.join(folder, "index.cjs"), await bundleFunction(name));
      const script = `
        const { handler } = require("./index.cjs");
        const attributes = { sub: "s", email: "a@b.c", name: "A", preferred_username: "abc" };
        const event = { version: "1", userName: "s", request: { userAttributes: attributes }, response: {},
          triggerSource: { "pre-sign-up": "PreSignUp_SignUp", "post-confirmation": "PostConfirmation_ConfirmSignUp" }["${name}"] };
        const call = ${name === "api"} ? Promise.resolve() : handler(event, { awsRequestId: "r", getRemainingTimeInMillis: () => 5000 });
        call.catch((error) => error.message).then((answer) => {
          const undici = process.moduleLoadList.filter((module) => module.includes("undici"));
          console.log(JSON.stringify({ type: typeof handler, undici, answer: typeof answer }));
        });`;
      const { stdout } = await run(process.execPath, ["-e", script], {
        cwd: folder,
        env: {
          PGHOST: "127.0.0.1",
          PGPORT: "1",
          PGUSER: "u",
          PGDATABASE: "d",
          LAMBDA_TASK_ROOT: folder,
          USER_POOL_ID: "us-east-1_Ab3dEf9Gh",
          CLIENT_ID: "c",
        },
      });
      const found = JSON.parse(stdout.trim().split("\n").at(-1)!) as Record<string, unknown>;
      assert.equal(found["type"], "function");
      if (name === "api") return;
      assert.deepEqual(found["undici"], []);
      // The database was asked for and did not answer: PreSignUp refuses, the others give the event back.
      assert.equal(found["answer"], name === "pre-sign-up" ? "string" : "object");
      assert.match(stdout, /ECONNREFUSED/);
    });
  }
});

describe("buildMessages", () => {
  it("gives file, line and column of each message, and the text of any other error", () => {
    const location = { file: "lambda/api/app.ts", line: 3, column: 4 };
    assert.equal(
      buildMessages({
        errors: [
          { text: "Unexpected )", location },
          { text: "no place", location: null },
        ],
      }),
      "lambda/api/app.ts:3:5: Unexpected )\nno place",
    );
    assert.equal(buildMessages(new Error("other")), "Error: other");
  });
});
