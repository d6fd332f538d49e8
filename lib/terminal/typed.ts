/** How a chore is typed with options: npm keeps to itself what comes before the two hyphens. */
export const typed = (name: string, rest = ""): string =>
  `npm run ${name}${rest === "" ? "" : ` -- ${rest}`}`;
