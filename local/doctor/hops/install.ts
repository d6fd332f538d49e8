import { broken, ok, type Hop } from "../hop.ts";

/** The installed packages are those of package-lock.json. */
export const install: Hop = {
  id: "install",
  title: "Packages",
  run({ root, isInstalled }) {
    const finding = isInstalled(root)
      ? ok("installed as package-lock.json says")
      : broken("node_modules does not hold what package-lock.json asks for", "npm ci");
    return Promise.resolve(finding);
  },
};
