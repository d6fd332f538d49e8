import { fromRoot } from "#lib/root";

/** The variables with which a process begins at an instant, for what goes by the day: exceptions that end. */
export function environmentAt(start: Date): Readonly<Record<string, string>> {
  return {
    NODE_OPTIONS: `--require ${JSON.stringify(fromRoot("test", "support", "clock.cjs"))}`,
    CLOCK_DAYS_AHEAD: String((start.getTime() - Date.now()) / 86_400_000),
  };
}
