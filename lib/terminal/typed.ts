/** npm knows these without `run`. */
const WITHOUT_RUN = ["start", "stop", "test"];

/** How a command is typed with options: npm keeps to itself what comes before the two hyphens. */
export const typed = (name: string, rest = ""): string =>
  `npm ${WITHOUT_RUN.includes(name) ? "" : "run "}${name}${rest === "" ? "" : ` -- ${rest}`}`;
