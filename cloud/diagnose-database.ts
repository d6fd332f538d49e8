import { messageOf, UserError } from "#lib/errors";
import { isRdsHost } from "#lib/domain/target";
import { probe, type ProbeOptions, type ProbeResult } from "#lib/tcp-probe";
import { DatabaseStates, isRunning } from "./database-state.ts";

/** Whether a database can be reached and, when it cannot, what is likely at fault. */
type Reachability = {
  /** One sentence for people. */
  readonly finding: string;
} & (
  | { readonly result: "open" }
  /** `hint` is what to type or to look at. */
  | { readonly result: Exclude<ProbeResult, "open">; readonly hint: string }
);

interface Place {
  readonly host: string;
  readonly port: number;
  readonly region: string;
  readonly stack: string;
}

/** Tries the port and, when it is silent, asks RDS whether the database runs at all. */
export async function diagnoseDatabase(
  place: Place,
  options: ProbeOptions = {},
): Promise<Reachability> {
  return databaseFinding(await probe(place.host, place.port, options), place);
}

/** The meaning of a probe's result; when the port is silent, RDS is asked whether the database runs. */
export async function databaseFinding(result: ProbeResult, place: Place): Promise<Reachability> {
  const { host, port, stack } = place;
  const at = `${host}:${port}`;
  switch (result) {
    case "open":
      return { result, finding: `The database answers at ${at}.` };
    case "unknown-host":
      return {
        result,
        finding: `The name ${host} is not known.`,
        hint: "The database is gone, or this machine's name service does not answer. See: pulumi stack output",
      };
    case "closed":
      return {
        result,
        finding: `The host answers, but no PostgreSQL listens at ${at}.`,
        hint: "It may be restarting: try again in a minute. Is the port right?",
      };
    case "silent": {
      const status = await statusOf(place);
      if (status !== undefined && !status.runs) {
        return {
          result,
          finding: `Nothing answers at ${at}: the database is ${status.says}.`,
          hint: `Start it and wait: npm run rds:start -- --target ${stack}`,
        };
      }
      return {
        result,
        finding: `Nothing answers at ${at}, though ${status?.says ?? "the address is let in"}.`,
        hint:
          `Traffic to port ${port} may leave by another address than the web's (a VPN, a proxy): find it and give --ip. ` +
          "Or this network lets nothing out to that port: try another one.",
      };
    }
  }
}

/** RDS's word about the database behind a host; undefined for a host that is not RDS's. */
async function statusOf({
  host,
  region,
}: Place): Promise<{ readonly runs: boolean; readonly says: string } | undefined> {
  if (!isRdsHost(host)) return undefined;
  try {
    // An endpoint's name begins with its instance's or cluster's.
    const state = await new DatabaseStates(region).read(host.split(".")[0]!);
    const runs = isRunning(state);
    return { runs, says: runs ? `RDS says it is ${state.status}` : state.status };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { runs: true, says: `RDS does not say whether it runs (${messageOf(error)})` };
  }
}
