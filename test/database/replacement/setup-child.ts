/**
 * A process that sets a database up and kills itself, at once and without a chance to tidy up, when it sends its n-th
 * query. `SETUP_TARGET` holds the target, `SETUP_SOURCES` where its schema and seeds are, `SETUP_KILL_AT` the n; 0 for
 * never. It prints how many queries there were.
 */
import pg from "pg";
import { setup, type Sources } from "#database/replacement/setup";
import { bannerFor, type Target } from "#lib/domain/target";
import { Steps } from "#lib/terminal/steps";

const killAt = Number(process.env["SETUP_KILL_AT"]);
const plain = JSON.parse(process.env["SETUP_TARGET"]!) as Omit<Target, "describe">;
const target: Target = { ...plain, describe: () => bannerFor(target) };

let queries = 0;
const { query } = pg.Client.prototype;
pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
  queries += 1;
  const result: unknown = Reflect.apply(query, this, args);
  // The bytes have left: the server does what it was told, and nobody listens.
  if (queries === killAt) setImmediate(() => process.kill(process.pid, "SIGKILL"));
  return result;
} as typeof query;

await setup(target, {
  consent: { interactive: false, note: () => {} },
  steps: new Steps({ started: () => {}, ended: () => {} }),
  sources: JSON.parse(process.env["SETUP_SOURCES"]!) as Sources,
  tell: () => {},
});
console.log(queries);
