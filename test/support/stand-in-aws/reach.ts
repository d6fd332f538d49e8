import type { Held, StandInAccount } from "./account.ts";

const DATABASES = ["aws:rds/instance:Instance", "aws:rds/cluster:Cluster"];
const PROXY = "aws:rds/proxy:Proxy";
const TARGET = "aws:rds/proxyTarget:ProxyTarget";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/**
 * Why a function cannot log in to the database of its environment: no way through the security groups, or no
 * permission of its role for the user it comes as. Undefined where it can.
 */
export function obstacleOf(account: StandInAccount, { inputs }: Held): string | undefined {
  const { PGHOST, PGUSER, DATABASE_AUTH } = (inputs["environment"]?.variables ?? {}) as Record<
    string,
    string | undefined
  >;
  const proxy = account.all(PROXY).find(({ outputs }) => outputs["endpoint"] === PGHOST);
  const target = account.all(TARGET).find((it) => it.inputs["dbProxyName"] === proxy?.id);
  if (proxy && !target) return "Timed-out waiting to acquire database connection";
  const database = DATABASES.flatMap((type) => account.all(type)).find(({ outputs }) =>
    target
      ? [target.inputs["dbInstanceIdentifier"], target.inputs["dbClusterIdentifier"]].includes(
          outputs["identifier"] ?? outputs["clusterIdentifier"],
        )
      : [outputs["address"], outputs["endpoint"]].includes(PGHOST ?? outputs["endpoint"]),
  );
  if (!database) return `getaddrinfo ENOTFOUND ${PGHOST}`;
  const stops = [
    groupsOf(inputs["vpcConfig"]?.securityGroupIds),
    ...[proxy ?? []].flat().map(groups),
    groups(database),
  ];
  for (const [index, to] of stops.slice(1).entries()) {
    if (!isOpen(account, stops[index]!, to)) {
      return `connect ETIMEDOUT ${PGHOST}: no rule lets ${stops[index]!.join()} in to ${to.join()}`;
    }
  }
  if (DATABASE_AUTH !== "iam") return undefined;
  const resource = `dbuser:${resourceIdOf(proxy ?? database)}/${PGUSER}`;
  return statementsOf(account, inputs["role"]).some(
    ({ Effect, Action, Resource }) =>
      Effect === "Allow" &&
      [Action].flat().includes("rds-db:connect") &&
      [Resource].flat().some((one) => one.endsWith(`:${resource}`)),
  )
    ? undefined
    : `PAM authentication failed for user "${PGUSER}": the role may not connect as ${resource}`;
}

/** The statements of a role's own policies. */
export function statementsOf(account: StandInAccount, roleArn: unknown): Statement[] {
  const role = account.all("aws:iam/role:Role").find(({ outputs }) => outputs["arn"] === roleArn);
  if (!role) return [];
  return account
    .all("aws:iam/rolePolicy:RolePolicy")
    .filter(({ inputs }) => [role.id, role.outputs["name"]].includes(inputs["role"]))
    .flatMap(({ inputs }) => {
      const { policy } = inputs as { policy: string | { Statement: Statement[] } };
      const document = typeof policy === "string" ? (JSON.parse(policy) as typeof policy) : policy;
      return (document as { Statement: Statement[] }).Statement;
    });
}

const groupsOf = (value: unknown): string[] => [...((value ?? []) as string[])];

const groups = ({ inputs }: Held): string[] => groupsOf(inputs["vpcSecurityGroupIds"]);

/** Lets the one side out, and the other side in. */
function isOpen(account: StandInAccount, from: readonly string[], to: readonly string[]): boolean {
  const allows = (type: string, owners: readonly string[], others: readonly string[]) =>
    account
      .all(type)
      .some(
        ({ inputs }) =>
          owners.includes(inputs["securityGroupId"]) &&
          others.includes(inputs["referencedSecurityGroupId"]) &&
          inputs["fromPort"] <= 5432 &&
          inputs["toPort"] >= 5432,
      );
  return allows(EGRESS, from, to) && allows(INGRESS, to, from);
}

const resourceIdOf = ({ outputs }: Held): string =>
  String(
    outputs["resourceId"] ??
      outputs["clusterResourceId"] ??
      String(outputs["arn"]).split(":").at(-1),
  );
