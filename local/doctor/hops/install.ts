import { typed } from "#lib/terminal/typed";
import { broken, ok, type Hop } from "../hop.ts";

const FOUND = {
  all: "installed as package-lock.json says, with those of tests and stacks",
  local:
    "installed as package-lock.json says; those of tests and stacks come when a command needs them",
};

/** The installed packages are those of package-lock.json: all of them, or what the local copy needs. */
export const install: Hop = {
  id: "install",
  title: "Packages",
  run({ root, installedSet }) {
    const set = installedSet(root);
    const finding = set
      ? ok(FOUND[set])
      : broken("node_modules does not hold what package-lock.json asks for", typed("start"));
    return Promise.resolve(finding);
  },
};
