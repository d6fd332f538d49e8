import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { UserError } from "#lib/errors";
import { fromRoot } from "#lib/root";
import { ACCOUNT_NOW, KEY_NAMES, KEYS } from "#lib/stack-config/keys";
import { parseStackConfig } from "#lib/stack-config/parse";
import { projectSchema } from "#lib/stack-config/project-schema";
import { PROJECT, stackValues } from "#lib/stack-config/stack-values";
import { forEngine, readConfig } from "../config.ts";

const SCHEMA = (await projectFile()).config;

async function projectFile() {
  return parse(await readFile(fromRoot("Pulumi.yaml"), "utf8")) as {
    readonly name: string;
    readonly config: Readonly<Record<string, { readonly default: unknown }>>;
  };
}

/** What the engine hands to the program: the stack's values, and Pulumi.yaml's defaults for the rest, as texts. */
function fromEngine(values: Readonly<Record<string, unknown>>): Record<string, string> {
  const defaults = Object.entries(SCHEMA).map(([key, entry]) => [
    `${PROJECT}:${key}`,
    entry.default,
  ]);
  const all = { ...(Object.fromEntries(defaults) as Record<string, unknown>), ...values };
  return Object.fromEntries(
    Object.entries(all).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

async function readAs(stack: string, values: Readonly<Record<string, unknown>>) {
  const before = pulumi.runtime.allConfig();
  await pulumi.runtime.setMocks(
    {
      newResource: ({ name, inputs }) => ({ id: name, state: inputs as object }),
      call: () => ({}),
    },
    PROJECT,
    stack,
  );
  pulumi.runtime.setAllConfig(fromEngine(values));
  try {
    return readConfig();
  } finally {
    pulumi.runtime.setAllConfig(before);
  }
}

const diagnostic = (work: Promise<unknown>) =>
  work.then(
    () => assert.fail("it was not refused"),
    (error: unknown) => {
      assert.ok(pulumi.RunError.isInstance(error), String(error));
      return error.message;
    },
  );

describe("readConfig", () => {
  it("reads the stack's own keys, and the profile where only Pulumi.yaml's defaults stand", async () => {
    assert.deepEqual(
      await readAs("dev", { "cruddur:environment": "dev", "cruddur:storageGib": "30" }),
      parseStackConfig("dev", { environment: "dev", storageGib: 30 }),
    );
  });

  it("takes aws:region where the stack has no region of its own", async () => {
    const config = await readAs("dev", { "cruddur:environment": "dev", "aws:region": "eu-west-1" });
    assert.ok(config.environment === "dev" && config.region === "eu-west-1");
  });

  it("ends in one diagnostic of the engine with every fault and what to type", async () => {
    const text = await diagnostic(
      readAs("dev", {
        "cruddur:environment": "dev",
        "cruddur:storageGib": "20GB",
        "cruddur:colour": "x",
      }),
    );
    assert.match(text, /has 2 faults:/);
    assert.match(text, /pulumi config set storageGib 20 --stack dev/);
    assert.match(text, /docs\/configuration\.md$/);
    assert.doesNotMatch(text, /\n\s+at /);
  });

  it("tells what an empty file lacks", async () => {
    assert.match(
      await diagnostic(readAs("dev", {})),
      /pulumi config set environment dev --stack dev/,
    );
  });

  it("refuses what Pulumi.prod.yaml holds the place of an account and an address with", async () => {
    const text = await diagnostic(
      readAs("prod", {
        "cruddur:environment": "prod",
        "cruddur:accountId": "000000000000",
        "cruddur:alarmEmail": "you@example.com",
      }),
    );
    assert.match(
      text,
      /names no account yet: accountId is 0{12}, and nobody for its alarms: alarm/,
    );
    assert.match(text, /pulumi config set alarmEmail YOUR-ADDRESS --stack prod/);
    assert.match(
      text,
      /pulumi config set accountId "\$\(aws sts get-caller-identity --query Account --output text\)" --stack prod/,
    );
  });
});

describe("forEngine", () => {
  it("lets our own bugs keep their stack", () => {
    const bug = new TypeError("undefined is not a function");
    assert.throws(
      () =>
        forEngine(() => {
          throw bug;
        }),
      bug,
    );
    assert.throws(
      () =>
        forEngine(() => {
          throw new UserError("Found.", "Type.");
        }),
      (error) => pulumi.RunError.isInstance(error) && error.message === "Found.\nType.",
    );
  });

  it("does the same for work that takes its time", async () => {
    assert.equal(await forEngine(() => Promise.resolve(1)), 1);
    const bug = new TypeError("undefined is not a function");
    await assert.rejects(
      forEngine(() => Promise.reject(bug)),
      bug,
    );
    await assert.rejects(
      forEngine(() => Promise.reject(new UserError("Found.", "Type."))),
      (error) => pulumi.RunError.isInstance(error) && error.message === "Found.\nType.",
    );
  });
});

describe("Pulumi.yaml", () => {
  it("describes every key, as lib/stack-config/keys.ts declares it", async () => {
    assert.deepEqual(SCHEMA, projectSchema(), "Type: npm run docs");
    assert.deepEqual(Object.keys(SCHEMA), KEY_NAMES);
    for (const key of KEY_NAMES) {
      // A command, which gives one.
      if (KEYS[key].example === ACCOUNT_NOW) continue;
      assert.notEqual(KEYS[key].reader.read(asNative(KEYS[key].example)), undefined, key);
    }
  });

  it("has a default for each, without which the engine refuses a stack that does not set it", () => {
    for (const [key, entry] of Object.entries(SCHEMA))
      assert.notEqual(entry.default, undefined, key);
    assert.deepEqual(stackValues(fromEngine({}))["allowedOrigins"], '["default"]');
  });

  it("is named as the namespace of the keys", async () => {
    assert.equal((await projectFile()).name, PROJECT);
  });
});

const asNative = (example: string) => parse(example) as unknown;
