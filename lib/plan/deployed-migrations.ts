/** The migrations of a commit that an up was made from and ended well, beside those of this checkout: file names. */
export interface DeployedMigrations {
  /** The first eight letters of it. */
  readonly commit: string;
  /** Whether that checkout had changes that were not committed: of these git cannot tell what was deployed. */
  readonly isDirty: boolean;
  readonly edited: readonly string[];
  readonly gone: readonly string[];
  readonly all: readonly string[];
}
