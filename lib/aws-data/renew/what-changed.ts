import type { InstanceClasses } from "../instance-classes.ts";
import type { Regions } from "../regions.ts";

type Data = Partial<Pick<Regions, "regions"> & Pick<InstanceClasses, "offered">>;

/** What comes and what goes between two states of an extract of regions or classes. */
export interface WhatChanged {
  /** Regions that only the earlier one has. */
  readonly lostRegions: readonly string[];
  /** `+ us-east-1: m8a, m9g (18 classes)`, `- ap-east-2: without HTTP APIs`, a line each. */
  readonly lines: readonly string[];
}

/** Compares by region: which are new and gone, what each is without, and the classes that it offers. */
export function whatChanged(earlier: Data, later: Data): WhatChanged {
  const [before, after] = [factsOf(earlier), factsOf(later)];
  const lines = (sign: string, some: Facts, others: Facts) =>
    [...some].flatMap(([region, facts]) => {
      const only = [...facts].filter((fact) => !others.get(region)?.has(fact));
      if (!others.has(region)) return [`${sign} ${region}`];
      return only.length === 0 ? [] : [`${sign} ${region}: ${grouped(only)}`];
    });
  return {
    lostRegions: [...before.keys()].filter((region) => !after.has(region)),
    lines: [...lines("-", before, after), ...lines("+", after, before)],
  };
}

type Facts = ReadonlyMap<string, ReadonlySet<string>>;

function factsOf({ regions = {}, offered = {} }: Data): Facts {
  const facts = new Map<string, ReadonlySet<string>>();
  for (const [region, { without }] of Object.entries(regions)) {
    facts.set(region, new Set(without.map((service) => `without ${service}`)));
  }
  for (const [region, families] of Object.entries(offered)) {
    const classes = Object.entries(families).flatMap(([family, sizes]) =>
      sizes.split(" ").map((size) => `db.${family}.${size}`),
    );
    facts.set(region, new Set(classes));
  }
  return facts;
}

/** Classes by family, since a family comes and goes as one. */
function grouped(facts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const fact of facts) {
    const name = fact.startsWith("db.") ? fact.split(".").slice(0, 2).join(".") : fact;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .map(([name, count]) => (name.startsWith("db.") ? `${name} (${count})` : name))
    .join(", ");
}
