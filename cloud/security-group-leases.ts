import { setTimeout as delay } from "node:timers/promises";
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateTagsCommand,
  EC2Client,
  ModifySecurityGroupRulesCommand,
  paginateDescribeSecurityGroupRules,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroupRule,
  type Tag,
} from "@aws-sdk/client-ec2";
import { UserError } from "#lib/errors";
import {
  leasesOf,
  planClose,
  planOpen,
  planPrune,
  type GroupRule,
  type Lease,
  type LeaseAction,
  type LeaseOwner,
  type LeasePlan,
  type OpenWish,
} from "#lib/lease/lease";
import { asking, awsCode, awsProblem, clientConfig } from "./aws-client.ts";

export interface GroupPlace {
  readonly region: string;
  /** `sg-…` */
  readonly groupId: string;
}

export interface LeaseOptions {
  /** Plan only. */
  readonly dryRun?: boolean;
}

interface Seen {
  readonly rules: readonly GroupRule[];
  /** The time by AWS's clock: this machine's may be wrong, and then it would take live leases for expired. */
  readonly now: Date;
}

/** Somebody else changed the group between our look and our act; a second look shows how. */
const OVERTAKEN =
  /^(InvalidPermission\.(Duplicate|NotFound)|InvalidSecurityGroupRuleId\.NotFound)$/;

const LOOKS = 4;

/**
 * The leases in one security group. Several people and several processes may use it at the same time: what a plan
 * assumes is looked at again when AWS says that it no longer holds.
 * Every method throws a UserError for what a person can mend.
 */
export class SecurityGroupLeases {
  readonly #place: GroupPlace;
  readonly #client: EC2Client;
  #serverTime: number | undefined;

  constructor(place: GroupPlace) {
    this.#place = place;
    this.#client = new EC2Client(clientConfig(place.region));
    this.#client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        this.#noteTime(result.response);
        return result;
      },
      { step: "deserialize", priority: "low", name: "cruddurServerTime" },
    );
  }

  /** Lets an address in: a new lease, or the owner's present one moved or renewed. Expired ones are taken away. */
  open(wish: Omit<OpenWish, "now">, options?: LeaseOptions): Promise<LeasePlan> {
    return this.#carryOut((rules, now) => planOpen(rules, { ...wish, now }), options);
  }

  /** Takes the owner's own lease away. A group that is gone holds none. */
  async close(owner: LeaseOwner, options?: LeaseOptions): Promise<LeasePlan> {
    return this.#carryOut((rules) => planClose(rules, owner), options);
  }

  /** Takes away whatever has expired. */
  prune(options?: LeaseOptions): Promise<LeasePlan> {
    return this.#carryOut(planPrune, options);
  }

  async list(): Promise<{ readonly leases: Lease[]; readonly now: Date }> {
    const { rules, now } = await this.#look();
    return { leases: leasesOf(rules), now };
  }

  async #carryOut(
    planFor: (rules: readonly GroupRule[], now: Date) => LeasePlan,
    { dryRun = false }: LeaseOptions = {},
  ): Promise<LeasePlan> {
    const done: LeaseAction[] = [];
    for (let look = 1; ; look += 1) {
      const { rules, now } = await this.#look();
      const plan = planFor(rules, now);
      if (dryRun) return plan;
      try {
        for (const action of plan.actions) {
          await this.#act(action);
          done.push(action);
        }
        // What an overtaken round did counts too, though the last plan no longer says it.
        return { ...plan, actions: done };
      } catch (error) {
        const code = awsCode(error);
        if (!OVERTAKEN.test(code)) throw this.#problem(error);
        if (look < LOOKS) {
          await delay(100 * look);
          continue;
        }
        // A rule that AWS has and does not show yet: the address is let in, and whose it is cannot be said.
        if (code === "InvalidPermission.Duplicate") return { actions: done, outcome: "shared" };
        throw this.#problem(error);
      }
    }
  }

  async #look(): Promise<Seen> {
    const { groupId } = this.#place;
    const rules: GroupRule[] = [];
    await asking(`show the rules of security group ${groupId}`, async () => {
      const filter = { Filters: [{ Name: "group-id", Values: [groupId] }] };
      for await (const page of paginateDescribeSecurityGroupRules(
        { client: this.#client },
        filter,
      )) {
        rules.push(...(page.SecurityGroupRules ?? []).flatMap(groupRuleOf));
      }
    });
    return { rules, now: new Date(this.#serverTime ?? Date.now()) };
  }

  async #act(action: LeaseAction): Promise<void> {
    const { groupId: GroupId } = this.#place;
    switch (action.kind) {
      case "authorize": {
        const { cidr, port, description, tags } = action.rule;
        await this.#client.send(
          new AuthorizeSecurityGroupIngressCommand({
            GroupId,
            IpPermissions: [
              {
                IpProtocol: "tcp",
                FromPort: port,
                ToPort: port,
                IpRanges: [{ CidrIp: cidr, Description: description }],
              },
            ],
            TagSpecifications: [{ ResourceType: "security-group-rule", Tags: tagsOf(tags) }],
          }),
        );
        return;
      }
      case "modify": {
        const { cidr, port, description, tags } = action.rule;
        // The whole rule is replaced: what is left out would be lost.
        const rule = {
          IpProtocol: "tcp",
          FromPort: port,
          ToPort: port,
          CidrIpv4: cidr,
          Description: description,
        };
        await this.#client.send(
          new ModifySecurityGroupRulesCommand({
            GroupId,
            SecurityGroupRules: [{ SecurityGroupRuleId: action.ruleId, SecurityGroupRule: rule }],
          }),
        );
        await this.#tag(action.ruleId, tags);
        return;
      }
      case "renew":
        await this.#tag(action.ruleId, action.tags);
        return;
      case "revoke":
        await this.#client.send(
          new RevokeSecurityGroupIngressCommand({
            GroupId,
            SecurityGroupRuleIds: [action.ruleId],
          }),
        );
    }
  }

  async #tag(ruleId: string, tags: Readonly<Record<string, string>>): Promise<void> {
    await this.#client.send(new CreateTagsCommand({ Resources: [ruleId], Tags: tagsOf(tags) }));
  }

  #noteTime(response: unknown): void {
    const { headers } = (response ?? {}) as { readonly headers?: Record<string, string> };
    const time = Date.parse(headers?.["date"] ?? "");
    if (!Number.isNaN(time)) this.#serverTime = time;
  }

  #problem(error: unknown): unknown {
    const { groupId } = this.#place;
    if (awsCode(error) !== "RulesPerSecurityGroupLimitExceeded") {
      return awsProblem(error, `change the rules of security group ${groupId}`) ?? error;
    }
    return new UserError(
      `Security group ${groupId} holds as many rules as AWS allows.`,
      "See whose they are: npm run dev-ip:list -- --target NAME",
      { cause: error },
    );
  }
}

const tagsOf = (tags: Readonly<Record<string, string>>): Tag[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

function groupRuleOf(rule: SecurityGroupRule): GroupRule[] {
  if (rule.IsEgress || rule.SecurityGroupRuleId === undefined) return [];
  return [
    {
      id: rule.SecurityGroupRuleId,
      cidr: rule.CidrIpv4,
      protocol: rule.IpProtocol ?? "-1",
      fromPort: rule.FromPort ?? -1,
      toPort: rule.ToPort ?? -1,
      tags: Object.fromEntries((rule.Tags ?? []).map(({ Key, Value }) => [Key!, Value ?? ""])),
    },
  ];
}
