import { instanceClassesExtract } from "../aws-data/instance-classes.ts";
import { nearestSpelling } from "../spelling.ts";

/** The size of an RDS instance class. */
export interface InstanceClass {
  readonly memoryGib: number;
  readonly vcpus: number;
}

const SHAPE = /^db\.(([a-z]+)(\d+)[a-z]*)\.(\w+)$/;

/**
 * The memory and the processors of a class that RDS offers for PostgreSQL somewhere: `db.t4g.micro`. One of a newer
 * generation than AWS's data has is taken for as large as those of the same letter and size.
 *
 * @returns undefined for what is no such class (`db.serverless` has no size of its own)
 */
export function instanceClassOf(name: string): InstanceClass | undefined {
  const [, family = "", letter = "", generation = "", size = ""] = SHAPE.exec(name) ?? [];
  const { sizes } = instanceClassesExtract();
  const known = sizes[family];
  if (known !== undefined) return sizeFrom(known[size]);
  const kin = Object.keys(sizes).filter((other) => SHAPE.exec(`db.${other}.x`)?.[2] === letter);
  const newest = Math.max(...kin.map((other) => Number(/\d+/.exec(other))));
  // Much newer is no generation yet, but a slip: m55 for m5.
  const isNext = Number(generation) > newest && Number(generation) <= newest + 2;
  if (!isNext) return undefined;
  const alike = kin.map((other) => sizeFrom(sizes[other]?.[size])).filter((it) => it !== undefined);
  return alike.sort((one, other) => one.memoryGib - other.memoryGib)[0];
}

/** Whether AWS's data has a class, and not only its older generations. */
export function isKnownClass(name: string): boolean {
  const [, family = "", , , size = ""] = SHAPE.exec(name) ?? [];
  return instanceClassesExtract().sizes[family]?.[size] !== undefined;
}

/** Every class, or those that one region offers; of a region that is not in AWS's data, every one. */
export function instanceClasses(region?: string): string[] {
  const { offered, sizes } = instanceClassesExtract();
  const here = region === undefined ? undefined : offered[region];
  if (here === undefined) {
    return Object.entries(sizes).flatMap(([family, of]) =>
      Object.keys(of).map((size) => `db.${family}.${size}`),
    );
  }
  return Object.entries(here).flatMap(([family, of]) =>
    of.split(" ").map((size) => `db.${family}.${size}`),
  );
}

/**
 * The class among some that is most like another: as much memory, as many processors, the same letter, the nearest
 * name. One that does not exist is taken for the nearest spelling, or its family's largest.
 *
 * @returns undefined where nothing is like it
 */
export function nearestClass(name: string, among: readonly string[]): string | undefined {
  const wanted = instanceClassOf(name);
  if (wanted === undefined) {
    const family = name.split(".").slice(0, 2).join(".");
    const kin = among.filter((other) => other.startsWith(`${family}.`));
    const size = name.split(".")[2];
    if (kin.length > 0 && instanceClasses().some((other) => other.endsWith(`.${size}`))) {
      return size?.endsWith("xlarge") ? kin.at(-1) : kin[0];
    }
    return nearestSpelling(name, among);
  }
  const unlike = (other: string): readonly number[] => {
    const { memoryGib, vcpus } = instanceClassOf(other)!;
    return [
      Math.abs(Math.log2(memoryGib / wanted.memoryGib)),
      Math.abs(Math.log2(vcpus / wanted.vcpus)),
      SHAPE.exec(other)?.[2] === SHAPE.exec(name)?.[2] ? 0 : 1,
      other.replaceAll(/[^\d]/g, "") === name.replaceAll(/[^\d]/g, "") ? 0 : 1,
    ];
  };
  const order = among.map((other) => [other, unlike(other)] as const);
  order.sort(([, one], [, other]) => {
    const at = one.findIndex((number, index) => number !== other[index]);
    return at === -1 ? 0 : one[at]! - other[at]!;
  });
  return order[0]?.[0];
}

const sizeFrom = (pair: readonly [number, number] | undefined): InstanceClass | undefined =>
  pair && { vcpus: pair[0], memoryGib: pair[1] };
