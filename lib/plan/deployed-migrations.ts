/** The migrations of the commit that a stack's last whole up was made from, beside those of this checkout: file names. */
export interface DeployedMigrations {
  /** The first eight letters of it. */
  readonly commit: string;
  readonly edited: readonly string[];
  readonly gone: readonly string[];
  readonly all: readonly string[];
}
