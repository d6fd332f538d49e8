/** A process with a throw-away server, for throw-away.pg.test.ts: tells where it is, then ends as its argument says. */
import { startThrowAway } from "#local/postgres/throw-away";

const { directory, pid } = await startThrowAway();
console.log(JSON.stringify({ directory, pid }));
if (process.argv[2] === "exit") process.exit(0);
process.kill(process.pid, "SIGKILL");
