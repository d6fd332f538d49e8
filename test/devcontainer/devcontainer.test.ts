import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { Ajv2019 } from "ajv/dist/2019.js";
import { fromRoot } from "#lib/root";
import { POSTGRES_MAJOR } from "#local/postgres/version";
import { LIFECYCLE, readConfiguration } from "./configuration.ts";

const require = createRequire(import.meta.url);
const read = (...names: string[]) => readFileSync(fromRoot(...names), "utf8");

describe(".devcontainer", () => {
  const configuration = readConfiguration();

  it("is as the specification's schema wants it", () => {
    const ajv = new Ajv2019({ strict: false, formats: { uri: true }, allErrors: true });
    const schema = JSON.parse(read("test", "devcontainer", "devcontainer.schema.json")) as object;
    const isValid = ajv.compile(schema);
    assert.ok(isValid(configuration), JSON.stringify(isValid.errors, undefined, 2));
    assert.ok(!isValid({ ...configuration, onCreateComand: "a key that is misspelt" }));
  });

  it("is read by the reference implementation, with every key as it is written", async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      require.resolve("@devcontainers/cli/devcontainer.js"),
      ...["read-configuration", "--workspace-folder", fromRoot(), "--docker-path", "/bin/true"],
    ]);
    const told = JSON.parse(stdout) as { readonly configuration: Record<string, unknown> };
    for (const key of [...LIFECYCLE, "features", "forwardPorts", "portsAttributes", "secrets"]) {
      assert.deepEqual(told.configuration[key], configuration[key as keyof typeof configuration]);
    }
    const [mount] = told.configuration["mounts"] as typeof configuration.mounts;
    assert.match(mount!.target, /^\/workspaces\/.+\/\.local$/);
  });

  it("works as a user who is not root", () => assert.equal(configuration.remoteUser, "node"));

  it("forwards and opens the page's port, and no other with a word", () => {
    assert.deepEqual(configuration.forwardPorts, [4567]);
    assert.equal(configuration.portsAttributes["4567"]?.onAutoForward, "openBrowserOnce");
    assert.equal(configuration.otherPortsAttributes.onAutoForward, "silent");
  });

  it("has the Node of .nvmrc and the psql of the server's major version", () => {
    const dockerfile = read(".devcontainer", "Dockerfile");
    const node = /javascript-node:\d+-(\d+)-/.exec(dockerfile)?.[1];
    const psql = /postgresql-client-(\d+)/.exec(dockerfile)?.[1];
    assert.equal(node, read(".nvmrc").trim());
    assert.equal(psql, String(POSTGRES_MAJOR));
  });

  it("asks for the secrets that docs/workspaces.md explains, and needs none", () => {
    const page = read("docs", "workspaces.md");
    for (const name of Object.keys(configuration.secrets))
      assert.ok(page.includes(`\`${name}\``), name);
  });

  it("calls npm scripts and files that exist", () => {
    const { scripts } = JSON.parse(read("package.json")) as { readonly scripts: object };
    for (const name of LIFECYCLE) {
      const line = configuration[name];
      for (const [, script = ""] of line.matchAll(/npm run (?:--\S+ )*([\w:-]+)/g)) {
        assert.ok(Object.hasOwn(scripts, script), `${name}: npm run ${script}`);
      }
      for (const [file] of line.matchAll(/\.devcontainer\/\S+/g))
        assert.ok(existsSync(fromRoot(file)));
    }
  });
});
