/** Why a plan must not be applied. */
export interface Refusal {
  readonly resource: string;
  readonly type: string;
  readonly op: "replace" | "delete" | "update";
  /** The inputs that force it. */
  readonly because: readonly string[];
  /** "It would replace the database (dbName), and lose every row in it." */
  readonly problem: string;
  readonly instead: string;
  /** Whether `--allow-replace <resource>` lets it pass. What AWS itself refuses cannot be allowed. */
  readonly canBeAllowed: boolean;
}
