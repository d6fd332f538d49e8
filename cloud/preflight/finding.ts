/** What an up would fail at, or could not be asked. */
export interface PreflightFinding {
  /** `fault`: AWS would refuse it. `warning`: whether it would is not known. */
  readonly level: "fault" | "warning";
  /** A sentence. */
  readonly problem: string;
  /** What to type. */
  readonly hint: string;
}
