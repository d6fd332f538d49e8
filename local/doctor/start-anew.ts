import { typed } from "#lib/terminal/typed";
import { startLine } from "../own-server.ts";
import { readHost } from "../state.ts";
import type { DoctorContext } from "./hop.ts";

/** The line to type so that roles and privileges are made anew: a start does it. */
export async function startAnew({ stateDirectory }: DoctorContext): Promise<string> {
  const start = await startLine(stateDirectory);
  return (await readHost(stateDirectory)) ? `${typed("stop")} && ${start}` : start;
}
