import { isOneAddress, isWorld, rangesIn } from "./cidr.ts";
import type { Fault } from "./finding.ts";
import { CannotTell, shown, type Inputs } from "./inputs.ts";
import { inputRule, type ResourceRule } from "./rule.ts";
import { TYPES } from "./resource-types.ts";

const GROUPS = [TYPES.securityGroup, TYPES.defaultSecurityGroup];
const RULES = [TYPES.ingressRule, TYPES.egressRule, TYPES.securityGroupRule];

/** Who may reach what: security groups, their rules, subnets and routes. */
export const NETWORK_RULES: readonly ResourceRule[] = [
  {
    name: "ingress-not-from-everywhere",
    controls: [
      "EC2.18",
      "EC2.19",
      "CIS 5.0 5.3",
      "CIS 5.0 5.4",
      "CIS 6.0 5.3",
      "CIS 6.0 5.4",
      "CKV_AWS_24",
      "CKV_AWS_25",
      "CKV_AWS_260",
      "CKV_AWS_277",
    ],
    summary: "Nothing is open to the internet, in any environment",
    types: [
      ...GROUPS,
      TYPES.ingressRule,
      TYPES.securityGroupRule,
      TYPES.networkAcl,
      TYPES.networkAclRule,
    ],
    *faults(inputs, { type }) {
      yield* eachRange(inbound(inputs, type), (range) =>
        isWorld(range)
          ? {
              found: `it lets in ${range}`,
              wanted: "a security group, or one developer's /32 by a lease",
              change: "Take the range away. To reach the database yourself: npm run dev-ip:open",
            }
          : undefined,
      );
    },
  },
  {
    name: "ingress-narrow",
    controls: ["CRUDDUR.NARROW"],
    summary: "What is let in by address is one address, and in prod none",
    types: [...GROUPS, TYPES.ingressRule, TYPES.securityGroupRule],
    *faults(inputs, { type, environment }) {
      yield* eachRange(inbound(inputs, type), (range) => {
        if (isWorld(range) || (environment === "dev" && isOneAddress(range))) return undefined;
        return {
          found: `it lets in ${range}`,
          wanted: environment === "prod" ? "security groups only" : "a security group, or a /32",
          change: "Name the security group that calls instead of a range of addresses.",
        };
      });
    },
  },
  {
    name: "egress-not-to-everywhere",
    controls: ["CKV_AWS_382"],
    summary: "What is inside reaches the database and nothing else",
    types: [...GROUPS, TYPES.egressRule, TYPES.securityGroupRule],
    *faults(inputs, { type }) {
      yield* eachRange(outbound(inputs, type), (range) =>
        isWorld(range)
          ? {
              found: `it lets out to ${range}`,
              wanted: "the database's security group",
              change: "Name the security group that is called instead of a range of addresses.",
            }
          : undefined,
      );
    },
  },
  {
    name: "rules-stand-alone",
    controls: ["CRUDDUR.INLINE"],
    summary: "A security group has no rules inline, which would take away those that stand alone",
    types: [TYPES.securityGroup, TYPES.securityGroupRule],
    *faults(inputs, { type }) {
      if (type === TYPES.securityGroupRule) {
        yield {
          found: "it is a rule of the old kind, which the provider takes for inline ones",
          wanted: "the kind of which each has an id of its own",
          change: "Make an aws.vpc.SecurityGroupIngressRule or …EgressRule of it.",
        };
      }
      for (const side of ["ingress", "egress"] as const) {
        if (inputs.list(side).length === 0) continue;
        yield {
          found: `${side} is given inline`,
          wanted: "rules of their own: every up would delete the developers' leases otherwise",
          change: `Make an aws.vpc.SecurityGroup${side === "ingress" ? "Ingress" : "Egress"}Rule for each.`,
        };
      }
    },
  },
  {
    name: "rules-described",
    controls: ["CKV_AWS_23"],
    summary: "Each security group and each of its rules says what it is for",
    types: [TYPES.securityGroup, ...RULES],
    *faults(inputs) {
      const text = inputs.text("description");
      if (text !== undefined && !/^managed by/i.test(text)) return;
      yield {
        found: `description is ${shown(text)}`,
        wanted: "who calls whom, and why",
        change: "Set description (for a group, before the first up: a later change replaces it).",
      };
    },
  },
  {
    name: "subnet-no-public-address",
    controls: ["EC2.15", "CKV_AWS_130"],
    summary: "Nothing gets a public address by being in a subnet",
    types: [TYPES.subnet, TYPES.defaultSubnet],
    *faults(inputs, { type }) {
      const value = inputs.get("mapPublicIpOnLaunch");
      // AWS's default subnets give public addresses until told otherwise.
      if (value === false || (value === undefined && type === TYPES.subnet)) return;
      yield {
        found: `mapPublicIpOnLaunch is ${shown(value)}`,
        wanted: "false",
        change: "Set mapPublicIpOnLaunch: false.",
      };
    },
  },
  {
    name: "no-way-to-the-internet",
    controls: ["RDS.46"],
    summary: "No subnet of ours has a route to the internet",
    types: [TYPES.route, TYPES.routeTable, TYPES.defaultRouteTable],
    *faults(inputs) {
      yield* eachRange(inputs.all, (range) =>
        isWorld(range)
          ? {
              found: `it has a route to ${range}`,
              wanted:
                "none: by IAM log-in functions need nothing outside, and a NAT is $33 a month",
              change: "Take the route and its gateway away.",
            }
          : undefined,
      );
    },
  },
  inputRule({
    name: "function-url-signed",
    controls: ["CKV_AWS_258"],
    summary: "A function's own address wants a signed request",
    types: [TYPES.functionUrl],
    property: "authorizationType",
    isRight: (value) => value === "AWS_IAM",
    wanted: "AWS_IAM; the HTTP API is what the public calls",
    change: 'Set authorizationType: "AWS_IAM", or take the address away.',
  }),
];

/** The part of a resource's inputs that lets in. A default group and an access list are judged whole. */
function inbound(inputs: Inputs, type: string): unknown {
  if (type === TYPES.securityGroup || type === TYPES.defaultSecurityGroup)
    return given(inputs, "ingress");
  if (type === TYPES.securityGroupRule && inputs.get("type") === "egress") return undefined;
  if (type === TYPES.networkAcl) return given(inputs, "ingress");
  if (type === TYPES.networkAclRule && (inputs.get("egress") === true || denies(inputs)))
    return undefined;
  return ranged(inputs);
}

function outbound(inputs: Inputs, type: string): unknown {
  if (type === TYPES.securityGroup || type === TYPES.defaultSecurityGroup)
    return given(inputs, "egress");
  if (type === TYPES.securityGroupRule && inputs.get("type") === "ingress") return undefined;
  return ranged(inputs);
}

const denies = (inputs: Inputs): boolean => inputs.text("ruleAction") === "deny";

/** One key's value, under the name that tells which is unknown. */
const given = (inputs: Inputs, key: string): Record<string, unknown> =>
  Object.hasOwn(inputs.all, key) ? { [key]: inputs.all[key] } : {};

/** The inputs of a rule that name addresses; the ids beside them are unknown at a first preview, and no range. */
const ranged = (inputs: Inputs): Record<string, unknown> =>
  Object.fromEntries(Object.entries(inputs.all).filter(([key]) => /cidr/i.test(key)));

/** Faults of what is known first; then, when a part is not, no word on the rest. */
function* eachRange(
  value: unknown,
  faultOf: (range: string) => Fault | undefined,
): Iterable<Fault> {
  if (value === undefined) return;
  const entries = Object.entries(value as object).map(([key, part]) => ({
    key,
    ...rangesIn(part),
  }));
  for (const { ranges } of entries) {
    for (const range of new Set(ranges)) {
      const fault = faultOf(range);
      if (fault) yield fault;
    }
  }
  const unknown = entries.find(({ hasUnknown }) => hasUnknown);
  if (unknown) throw new CannotTell(unknown.key);
}
