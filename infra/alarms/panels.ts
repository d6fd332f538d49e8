import type { Figure } from "./figure.ts";
import type { Figures } from "./figures.ts";

/** One graph. */
export interface Panel {
  readonly title: string;
  readonly figures: readonly Figure[];
  /** A line at what cannot be more. */
  readonly most?: number;
}

/** The graphs, from what people notice to what it comes from. @param mostSessions that the database takes */
export function panelsOf(
  { signUp, api, functions, database, proxy, mail }: Figures,
  mostSessions: number,
): Panel[] {
  const panels: { title: string; figures: (Figure | undefined)[]; most?: number }[] = [
    { title: "Sign-ups", figures: [signUp.done, ...signUp.refused, signUp.pending] },
    { title: "API: calls", figures: [api.calls, api.refused, api.failed] },
    { title: "API: refused of a hundred calls", figures: [api.refusedShare] },
    { title: "API: latency, ms", figures: [api.latency, api.usualLatency] },
    { title: "Functions: errors", figures: functions.map(({ errors }) => errors) },
    { title: "Functions: slowest of a hundred, ms", figures: functions.map((it) => it.slowest) },
    { title: "Functions: turned away", figures: functions.map(({ throttles }) => throttles) },
    { title: "Database: at work, %", figures: [database.cpu, database.capacity] },
    { title: "Database: load", figures: database.loads },
    { title: "Database: sessions", figures: [database.sessions], most: mostSessions },
    { title: "Database: free disk", figures: [database.storage] },
    { title: "Database: free memory", figures: [database.memory] },
    { title: "Database: processor credits", figures: [database.credits] },
    { title: "Proxy: time to lend a session, µs", figures: [proxy?.borrowing] },
    { title: "Proxy: sessions kept for one client", figures: [proxy?.pinned] },
    { title: "Mail: sent", figures: [mail?.sent] },
    { title: "Mail: come back", figures: [mail?.bounced] },
    { title: "Mail: called spam", figures: [mail?.complained] },
  ];
  return panels
    .map((panel) => ({ ...panel, figures: panel.figures.filter((it) => it !== undefined) }))
    .filter(({ figures }) => figures.length > 0);
}
