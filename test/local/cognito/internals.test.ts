import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { loadInternals, parts } from "#local/cognito/internals";
import { actions } from "#local/cognito/actions/actions";

const fromHere = createRequire(import.meta.url);

describe("loadInternals", () => {
  it("finds every part in the version that is installed", () => {
    const { version } = fromHere("cognito-local/package.json") as { version: string };
    assert.equal(version, "5.3.0");
    const internals = loadInternals();
    for (const name of Object.values(parts).flat()) assert.ok(internals[name], name);
  });

  it("says what to do when a file has moved", () => {
    assert.throws(
      () =>
        loadInternals((path) => {
          throw new Error(`Cannot find module '${path}'`);
        }),
      /built on cognito-local 5\.3\.0, and cognito-local\/lib\/errors\.js is not as it was: .*internals\.ts/,
    );
  });

  it("says what to do when a file has lost a part", () => {
    assert.throws(
      () => loadInternals((path) => (/Router/.test(path) ? {} : fromHere(path))),
      /Router\.js is not as it was: it has no Router/,
    );
  });

  it("has an action of cognito-local's behind each that is handed on to it", () => {
    const { Targets } = fromHere("cognito-local/lib/targets/targets.js") as { Targets: object };
    const own = ["AdminUserGlobalSignOut", "GlobalSignOut", "ResendConfirmationCode"];
    const missing = [...actions.keys()].filter((name) => !Object.hasOwn(Targets, name));
    assert.deepEqual(missing.toSorted(), own);
  });
});
