import { extractOf } from "./extract.ts";

export interface InstanceClasses {
  /** `postgres` */
  readonly engine: string;
  /** The minor versions that it was drawn from: `18.1`. */
  readonly versions: readonly string[];
  /** Processors and GiB of memory, by family and size: `sizes.t4g.micro` is `[2, 1]`. */
  readonly sizes: Readonly<
    Record<string, Readonly<Record<string, readonly [vcpus: number, memoryGib: number]>>>
  >;
  /** What a region offers: sizes with a blank between, by family. */
  readonly offered: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The instance classes that AWS offered for PostgreSQL on the day `asOf`. */
export const instanceClassesExtract = () => extractOf<InstanceClasses>("instance-classes");
