import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { DATABASE_PORT } from "../database/names.ts";
import { applyTransform, type Transform } from "../transform.ts";

export interface SecurityGroupsArgs {
  vpcId: pulumi.Input<string>;
  /** Physical names start with it: `cruddur-dev`. */
  prefix: string;
  /** Whether functions reach the database by way of RDS Proxy only. */
  proxy: boolean;
  /** Laid over every security group. */
  transform?: { group?: Transform<aws.ec2.SecurityGroupArgs> };
}

/**
 * Who may connect to whom: security groups for the database and for what calls it, and between them port 5432, from
 * group to group. Nothing else is open in either direction.
 *
 * Each rule is a resource of its own and the groups have none inline: an inline rule, even an empty list, would make
 * Pulumi delete the rules it does not know, which are the developers' leases.
 */
export class SecurityGroups extends pulumi.ComponentResource {
  readonly databaseGroupId: pulumi.Output<string>;
  /** Of functions that serve people. */
  readonly functionGroupId: pulumi.Output<string>;
  /**
   * Of the migrator, which goes to the database itself: its advisory locks and settings would pin a proxy's session.
   * Without a proxy it is the functions' group.
   */
  readonly migratorGroupId: pulumi.Output<string>;
  /** There with a proxy only. */
  readonly proxyGroupId: pulumi.Output<string> | undefined;

  constructor(name: string, args: SecurityGroupsArgs, opts?: pulumi.ComponentResourceOptions) {
    // The token is of a former name; another would replace the groups of every stack.
    super("cruddur:infra:Access", name, {}, opts);
    const group = (role: string, description: string) =>
      new aws.ec2.SecurityGroup(
        `${name}-${role}`,
        applyTransform<aws.ec2.SecurityGroupArgs>(
          {
            vpcId: args.vpcId,
            // A prefix, since a changed description makes another group before this one can go.
            namePrefix: `${args.prefix}-${role}-`,
            description,
            tags: { Name: `${args.prefix}-${role}` },
          },
          args.transform?.group,
        ),
        {
          parent: this,
          // Lambda gives its network interfaces back up to 45 minutes after the last function has gone.
          customTimeouts: { delete: "60m" },
        },
      );
    const rules: pulumi.Output<string>[] = [];
    const allow = (from: Member, to: Member) => {
      const port = { ipProtocol: "tcp", fromPort: DATABASE_PORT, toPort: DATABASE_PORT };
      const egress = new aws.vpc.SecurityGroupEgressRule(
        `${name}-${from.role}-to-${to.role}`,
        {
          securityGroupId: from.group.id,
          referencedSecurityGroupId: to.group.id,
          ...port,
          description: `PostgreSQL, to the ${to.who}`,
        },
        { parent: this },
      );
      const ingress = new aws.vpc.SecurityGroupIngressRule(
        `${name}-${to.role}-from-${from.role}`,
        {
          securityGroupId: to.group.id,
          referencedSecurityGroupId: from.group.id,
          ...port,
          description: `PostgreSQL, from the ${from.who}`,
        },
        { parent: this },
      );
      rules.push(egress.id, ingress.id);
    };

    const database: Member = {
      role: "database",
      who: "database",
      group: group("database", "The database: who may connect to it"),
    };
    const functions: Member = {
      role: "functions",
      who: "functions",
      group: group("functions", "Lambda functions: they reach the database and nothing else"),
    };
    let migrator = functions;
    let proxy: Member | undefined;
    if (args.proxy) {
      proxy = {
        role: "proxy",
        who: "proxy",
        group: group("proxy", "RDS Proxy: from the functions to the database"),
      };
      migrator = {
        role: "migrator",
        who: "migrator",
        group: group("migrator", "The migrator: past the proxy to the database"),
      };
      allow(functions, proxy);
      allow(proxy, database);
    }
    allow(migrator, database);

    // Whoever calls is made when it may: the migrator runs as soon as it is there.
    const withRules = ({ group }: Member) => pulumi.all([group.id, ...rules]).apply(([id]) => id!);
    this.databaseGroupId = database.group.id;
    this.functionGroupId = withRules(functions);
    this.migratorGroupId = withRules(migrator);
    this.proxyGroupId = proxy && withRules(proxy);
    this.registerOutputs({
      databaseGroupId: this.databaseGroupId,
      functionGroupId: this.functionGroupId,
      migratorGroupId: this.migratorGroupId,
      ...(proxy === undefined ? {} : { proxyGroupId: this.proxyGroupId }),
    });
  }
}

/** Who takes part: part of the logical names, and a word for people. */
interface Member {
  readonly role: string;
  readonly who: string;
  readonly group: aws.ec2.SecurityGroup;
}
