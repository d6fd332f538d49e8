/**
 * Developers' leases: which rules of the database's security group let whom in, and until when. A lease is one rule
 * for one developer in one workspace: a single IPv4 address, tagged with its owner and its expiry. Everything here is
 * pure; `cloud/security-group-leases.ts` does what a plan says.
 */

/** The tags that make a rule a lease. Rules without all of them were made by somebody else and are left alone. */
export const LEASE_TAGS = {
  developer: "cruddur:developer",
  workspace: "cruddur:workspace",
  stack: "cruddur:stack",
  expires: "cruddur:expires",
} as const;

/** Whose lease it is. There is at most one for each. */
export interface LeaseOwner {
  /** An email address or a login. */
  readonly developer: string;
  /** The machine or cloud workspace that the address belongs to. */
  readonly workspace: string;
  readonly stack: string;
}

/** An inbound rule of a security group, as far as it concerns us. */
export interface GroupRule {
  /** `sgr-…` */
  readonly id: string;
  /** `203.0.113.7/32`; undefined for a rule whose source is a group, a prefix list or IPv6. */
  readonly cidr: string | undefined;
  /** `tcp`, `-1` for all. */
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface Lease extends LeaseOwner {
  readonly ruleId: string;
  /** IPv4, without a mask where that is /32. */
  readonly address: string;
  /** Undefined when the tag cannot be read: such a lease counts as live. */
  readonly expires: Date | undefined;
}

/** A rule as it is to be. */
export interface WantedRule {
  readonly cidr: string;
  readonly port: number;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
}

export type LeaseAction =
  | { readonly kind: "authorize"; readonly rule: WantedRule }
  /** The rule gets the address and the tags. */
  | { readonly kind: "modify"; readonly ruleId: string; readonly rule: WantedRule }
  /** The rule stays; its tag says a later expiry. */
  | {
      readonly kind: "renew";
      readonly ruleId: string;
      readonly tags: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: "revoke";
      readonly ruleId: string;
      readonly lease: Lease;
      readonly why: "expired" | "closed" | "replaced";
    };

/**
 * `shared`: the address is let in by a rule that is not ours (a colleague behind the same NAT, or one made by hand), and
 * AWS takes no second rule for it. `held` says whose.
 */
export type Outcome = "opened" | "moved" | "renewed" | "shared" | "closed" | "none";

export interface LeasePlan {
  /** In the order in which they are to be done. */
  readonly actions: readonly LeaseAction[];
  readonly outcome: Outcome;
  /** With `shared`: the colleague's lease; undefined for a rule made by hand. */
  readonly held?: Lease | undefined;
  readonly expires?: Date;
}

export interface OpenWish {
  readonly owner: LeaseOwner;
  /** A public IPv4 address (`lib/public-address.ts`). */
  readonly address: string;
  readonly port: number;
  readonly now: Date;
  readonly hours: number;
}

/** The lease that a rule is; undefined for a rule of somebody else's making. */
export function leaseOf(rule: GroupRule): Lease | undefined {
  const developer = rule.tags[LEASE_TAGS.developer];
  const workspace = rule.tags[LEASE_TAGS.workspace];
  const stack = rule.tags[LEASE_TAGS.stack];
  const expires = rule.tags[LEASE_TAGS.expires];
  if (!developer || !workspace || !stack || expires === undefined) return undefined;
  if (rule.cidr === undefined) return undefined;
  const at = new Date(expires);
  return {
    ruleId: rule.id,
    developer,
    workspace,
    stack,
    address: rule.cidr.replace(/\/32$/, ""),
    expires: Number.isNaN(at.getTime()) ? undefined : at,
  };
}

export function leasesOf(rules: readonly GroupRule[]): Lease[] {
  return rules.flatMap((rule) => leaseOf(rule) ?? []);
}

export function isLive(lease: Lease, now: Date): boolean {
  return lease.expires === undefined || lease.expires > now;
}

export function isOwnedBy(lease: LeaseOwner, owner: LeaseOwner): boolean {
  return (
    lease.developer === owner.developer &&
    lease.workspace === owner.workspace &&
    lease.stack === owner.stack
  );
}

/**
 * Opens, moves or renews the owner's lease, and takes away whatever has expired. A rule of the owner's is changed in
 * place, so that there is no moment without one.
 */
export function planOpen(rules: readonly GroupRule[], wish: OpenWish): LeasePlan {
  const { owner, now } = wish;
  const rule = wantedRule(wish);
  const expires = new Date(rule.tags[LEASE_TAGS.expires]!);
  const leases = leasesOf(rules);
  const mine = leases.filter((lease) => isOwnedBy(lease, owner));
  const stale = leases.filter((lease) => !isOwnedBy(lease, owner) && !isLive(lease, now));
  const pruned = stale.map((lease) => revoke(lease, "expired"));

  const same = rules.find((held) => isSameRule(held, rule));
  const lease = same && leaseOf(same);
  if (same && lease && isOwnedBy(lease, owner)) {
    const others = mine.filter(({ ruleId }) => ruleId !== same.id);
    return {
      actions: [
        ...pruned,
        ...replaced(others),
        { kind: "renew", ruleId: same.id, tags: rule.tags },
      ],
      outcome: "renewed",
      expires,
    };
  }
  if (same && (!lease || isLive(lease, now))) {
    return {
      actions: [...pruned, ...replaced(mine)],
      outcome: "shared",
      held: lease,
      ...(lease?.expires ? { expires: lease.expires } : {}),
    };
  }
  const [first, ...others] = mine;
  const change: LeaseAction = first
    ? { kind: "modify", ruleId: first.ruleId, rule }
    : { kind: "authorize", rule };
  return {
    // What expired goes first: it may stand for the very address.
    actions: [...pruned, ...replaced(others), change],
    outcome: first ? "moved" : "opened",
    expires,
  };
}

/** Takes the owner's own leases away, and nobody else's. */
export function planClose(rules: readonly GroupRule[], owner: LeaseOwner): LeasePlan {
  const mine = leasesOf(rules).filter((lease) => isOwnedBy(lease, owner));
  return {
    actions: mine.map((lease) => revoke(lease, "closed")),
    outcome: mine.length > 0 ? "closed" : "none",
  };
}

/** Takes every expired lease away, whosever it is. */
export function planPrune(rules: readonly GroupRule[], now: Date): LeasePlan {
  const expired = leasesOf(rules).filter((lease) => !isLive(lease, now));
  return {
    actions: expired.map((lease) => revoke(lease, "expired")),
    outcome: expired.length > 0 ? "closed" : "none",
  };
}

function wantedRule({ owner, address, port, now, hours }: OpenWish): WantedRule {
  return {
    cidr: `${address}/32`,
    port,
    description: descriptionOf(owner),
    tags: {
      [LEASE_TAGS.developer]: owner.developer,
      [LEASE_TAGS.workspace]: owner.workspace,
      [LEASE_TAGS.stack]: owner.stack,
      [LEASE_TAGS.expires]: new Date(now.getTime() + hours * 3_600_000).toISOString(),
    },
  };
}

/** EC2 takes at most 255 characters of a small set in a rule's description. */
function descriptionOf({ developer, workspace, stack }: LeaseOwner): string {
  const text = `cruddur lease of ${developer} at ${workspace}, stack ${stack}`;
  return text.replace(/[^A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]/g, "-").slice(0, 255);
}

/** Whether two rules are one to EC2: description and tags do not count. */
function isSameRule(held: GroupRule, wanted: WantedRule): boolean {
  return (
    held.cidr === wanted.cidr &&
    held.protocol === "tcp" &&
    held.fromPort === wanted.port &&
    held.toPort === wanted.port
  );
}

const revoke = (lease: Lease, why: "expired" | "closed" | "replaced"): LeaseAction => ({
  kind: "revoke",
  ruleId: lease.ruleId,
  lease,
  why,
});

const replaced = (leases: readonly Lease[]) => leases.map((lease) => revoke(lease, "replaced"));

/**
 * The half of a lease's time that `now` falls into, as text: "6 h from 2026-01-01T06:00:00.000Z" for leases of 12 hours.
 * A lease that is renewed when this text changes never has less than half of its time left.
 */
export function leasePeriod(now: Date, hours: number): string {
  const half = hours * 1_800_000;
  const start = new Date(Math.floor(now.getTime() / half) * half);
  return `${hours / 2} h from ${start.toISOString()}`;
}
