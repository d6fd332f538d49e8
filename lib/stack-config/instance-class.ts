/** The size of an RDS instance class. */
export interface InstanceClass {
  readonly memoryGib: number;
  readonly vcpus: number;
}

/** Families that RDS offers for PostgreSQL 17 and 18; memory goes by the size and the family's first letter. */
const FAMILY = /^db\.(t3|t4g|m5|m6g|m6i|m7g|m7i|m8g|r5|r6g|r6i|r7g|r7i|r8g)\.([\dxa-z]+)$/;

const VCPUS: Readonly<Record<string, number>> = {
  ...{ micro: 2, small: 2, medium: 2, large: 2, xlarge: 4, "2xlarge": 8, "4xlarge": 16 },
  ...{ "8xlarge": 32, "12xlarge": 48, "16xlarge": 64, "24xlarge": 96 },
};

const BURSTABLE_GIB: Readonly<Record<string, number>> = {
  ...{ micro: 1, small: 2, medium: 4, large: 8, xlarge: 16, "2xlarge": 32 },
};

/**
 * The memory and the processors of a class, by its name: `db.t4g.micro`. Whether a region offers it, AWS alone knows.
 *
 * @returns undefined for what is no class that PostgreSQL runs on (`db.serverless` has none of its own)
 */
export function instanceClassOf(name: string): InstanceClass | undefined {
  const [, family = "", size = ""] = FAMILY.exec(name) ?? [];
  const vcpus = VCPUS[size];
  if (vcpus === undefined) return undefined;
  if (family.startsWith("t")) {
    const memoryGib = BURSTABLE_GIB[size];
    return memoryGib === undefined ? undefined : { memoryGib, vcpus };
  }
  if (/micro|small|medium/.test(size)) return undefined;
  return { memoryGib: vcpus * (family.startsWith("r") ? 8 : 4), vcpus };
}
