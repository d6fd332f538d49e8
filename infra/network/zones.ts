import * as pulumi from "@pulumi/pulumi";

/** A subnet, or one to be, and the id of its availability zone. */
export interface Zoned {
  readonly id: string;
  /** `use1-az3`. The names, `us-east-1a`, mean other zones in each account. */
  readonly zoneId: string;
}

type Service = "proxy" | "functions";

/**
 * Zones that lack a service. RDS makes a proxy without the subnets there and says nothing, and its subnets cannot be
 * changed: every `up` would make it again
 * (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html#rds-proxy.limitations,
 * hashicorp/terraform-provider-aws#17781). Lambda refuses a function with a subnet in the oldest zone of us-east-1,
 * which has no instance of our kind (t4g) either.
 */
const LACKING: Readonly<Record<Service, readonly string[]>> = {
  proxy: ["use1-az3", "usw1-az2"],
  functions: ["use1-az3"],
};

/** Those where the service is, in their order. */
export function withService<Place extends Zoned>(
  service: Service,
  places: readonly Place[],
): Place[] {
  return places.filter(({ zoneId }) => !LACKING[service].includes(zoneId));
}

/**
 * The ids of subnets for RDS Proxy, which wants two zones. Throws a RunError that names the zones where there are fewer.
 *
 * @param mend what to do about it, for a sentence: `Add …`
 */
export function proxySubnets(subnets: readonly Zoned[], mend: string): string[] {
  const fit = withService("proxy", subnets);
  if (new Set(fit.map(({ zoneId }) => zoneId)).size >= 2) return fit.map(({ id }) => id);
  throw new pulumi.RunError(
    `RDS Proxy wants subnets in two availability zones that have it; of the network's zones ` +
      `(${subnets.map(({ zoneId }) => zoneId).join(", ")}) ${fit.length === 0 ? "none has" : `only ${fit[0]!.zoneId} has`} it. ` +
      `${mend} Or do without: proxy: false in Pulumi.<stack>.yaml.`,
  );
}

/** Zones in the order in which a new network takes them: those with every service first, each by its id. */
export function byFitness<Place extends Zoned>(zones: readonly Place[]): Place[] {
  const unfit = (zone: Place) =>
    Object.values(LACKING).filter((lacking) => lacking.includes(zone.zoneId)).length;
  return [...zones].sort(
    (one, other) => unfit(one) - unfit(other) || (one.zoneId < other.zoneId ? -1 : 1),
  );
}
