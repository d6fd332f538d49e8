import { typed } from "#lib/terminal/typed";

/**
 * The one thing to type on one's own machine where tables are not as our migrations make them, whoever tells of it. It
 * keeps the rows where there are some.
 *
 * @param faults of the shape, where they are known
 */
export function makeAnew(faults?: readonly string[]): string {
  const setup = typed("db:setup");
  if (faults?.some((fault) => /^there is no table (users|activities)$/.test(fault)))
    return `${setup} (${typed("db:undo")} brings the present database back)`;
  const otherwise = faults ? "" : `; where there are no users or activities: ${setup}`;
  return `${typed("db:import")} (it takes the rows that are there into new tables; ${typed("db:undo")} brings the present database back${otherwise})`;
}
