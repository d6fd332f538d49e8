import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Inputs } from "@pulumi/pulumi";
import { ID, stateOf } from "../aws-answers.ts";
import type { Held, StandInAccount } from "./account.ts";
import { deniedAnswer } from "../iam/denied-answer.ts";
import type { StandInDatabases } from "./databases.ts";
import { cloudControl, type CloudControlRequest } from "./apis/cloud-control.ts";
import { failureOf, invokeFunction } from "./lambda.ts";
import { logsAnswer } from "./apis/logs-api.ts";
import { rdsAnswer } from "./apis/rds-api.ts";
import { refusalOf } from "./refusals.ts";

const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The account over HTTP, for what asks AWS during an `up` without Pulumi's provider: security-group rules (EC2), the
 * master user's secret (Secrets Manager), the migrator (Lambda), and `/address`, where a machine learns its own.
 */
export class StandInApi {
  readonly #account: StandInAccount;
  readonly #databases: StandInDatabases;
  readonly #server: Server;

  private constructor(account: StandInAccount, databases: StandInDatabases) {
    this.#account = account;
    this.#databases = databases;
    this.#server = createServer((request, response) => {
      this.#answer(request).then(
        ({ status, body, headers }) => response.writeHead(status, headers).end(body),
        (error: Error) => response.writeHead(500).end(JSON.stringify({ message: error.stack })),
      );
    });
  }

  static async start(account: StandInAccount, databases: StandInDatabases): Promise<StandInApi> {
    const api = new StandInApi(account, databases);
    await new Promise<void>((resolve) => api.#server.listen(0, "127.0.0.1", resolve));
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const body = await text(request);
    const path = request.url ?? "/";
    const denied = deniedAnswer(this.#account, request, body);
    if (denied) return denied;
    if (path.startsWith("/address"))
      return { status: 200, body: this.#account.settings.address ?? ADDRESS };
    const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(path) ?? [];
    if (name !== undefined) return this.#invoke(decodeURIComponent(name), body);
    const target = String(request.headers["x-amz-target"] ?? "");
    if (target === "secretsmanager.GetSecretValue") {
      return this.#secret(JSON.parse(body) as { SecretId: string });
    }
    const [, operation] = /^CloudApiService\.(\w+)$/.exec(target) ?? [];
    if (operation !== undefined) {
      const told = cloudControl(this.#account, operation, JSON.parse(body) as CloudControlRequest);
      return { status: 200, body: JSON.stringify(told) };
    }
    const logs = target.startsWith("Logs_") && logsAnswer(this.#account, target, JSON.parse(body));
    if (logs) return { status: 200, body: JSON.stringify(logs) };
    if (target === "AWSFreeTierService.GetAccountPlanState") {
      return { status: 200, body: JSON.stringify({ accountPlanType: "PAID" }) };
    }
    if (path === "/v2/email/account") {
      const ProductionAccessEnabled = this.#account.settings.isInSandbox !== true;
      return {
        status: 200,
        body: JSON.stringify({ ProductionAccessEnabled, SendingEnabled: true }),
      };
    }
    if (/^\/\d[\d-]+\/account-settings/.test(path)) {
      const AccountLimit = { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 1000 };
      return { status: 200, body: JSON.stringify({ AccountLimit }) };
    }
    const [, bucket] = /^\/([^/?]+)\/?\?.*list-type=2/.exec(path) ?? [];
    if (bucket !== undefined) return { status: 200, body: objectList(this.#account, bucket) };
    const fields = new URLSearchParams(body);
    const action = ACTIONS[fields.get("Action") ?? ""];
    try {
      const told = await rdsAnswer({ account: this.#account, databases: this.#databases, fields });
      if (told !== undefined) return xml(fields, told);
      if (!action)
        throw new Error(`The stand-in does not know ${target || String(fields)} ${path}`);
      return xml(fields, action(this.#account, fields));
    } catch (error) {
      const [, code, message] = /^api error ([\w.]+): (.*)$/s.exec((error as Error).message) ?? [];
      if (code === undefined) throw error;
      const fault = `<Error><Code>${code}</Code><Message>${escaped(message!)}</Message></Error>`;
      return { status: 400, body: `<Response><Errors>${fault}</Errors></Response>` };
    }
  }

  async #invoke(name: string, event: string): Promise<Answer> {
    this.#account.note({ verb: "invoke", type: "aws:lambda/function:Function", name });
    try {
      return {
        status: 200,
        body: await invokeFunction(this.#account, this.#databases, name, event),
      };
    } catch (error) {
      const failure = failureOf(error);
      if (failure === undefined) throw error;
      return { status: 200, body: failure, headers: { "x-amz-function-error": "Unhandled" } };
    }
  }

  #secret({ SecretId }: { readonly SecretId: string }): Answer {
    const SecretString = this.#databases.secret(SecretId);
    const body = JSON.stringify({ ARN: SecretId, SecretString, VersionStages: ["AWSCURRENT"] });
    return { status: 200, body };
  }
}

/** This machine's public address, where the settings name none; RFC 5737 keeps it for examples. */
const ADDRESS = "203.0.113.7";

type Action = (account: StandInAccount, fields: URLSearchParams) => string;

const ACTIONS: Readonly<Record<string, Action>> = {
  DescribeOrderableDBInstanceOptions: ({ settings }, fields) => {
    const lacks = settings.lackingClasses?.includes(fields.get("DBInstanceClass") ?? "");
    const options = lacks
      ? ""
      : "<OrderableDBInstanceOption><EngineVersion>18.3</EngineVersion></OrderableDBInstanceOption>";
    const name = `${fields.get("Action")}Result`;
    return `<${name}><OrderableDBInstanceOptions>${options}</OrderableDBInstanceOptions></${name}>`;
  },
  DescribeSecurityGroupRules: (account, fields) => {
    const group = fields.get("Filter.1.Value.1");
    const items = account
      .all(INGRESS)
      .filter(({ inputs }) => inputs["securityGroupId"] === group)
      .map(itemOf);
    return `<securityGroupRuleSet>${items.join("")}</securityGroupRuleSet>`;
  },
  AuthorizeSecurityGroupIngress: (account, fields) => {
    const permission = (key: string) => fields.get(`IpPermissions.1.${key}`) ?? "";
    const inputs: Inputs = {
      securityGroupId: fields.get("GroupId"),
      ipProtocol: permission("IpProtocol"),
      fromPort: Number(permission("FromPort")),
      toPort: Number(permission("ToPort")),
      cidrIpv4: permission("IpRanges.1.CidrIp"),
      description: permission("IpRanges.1.Description"),
      tags: tagsIn(fields, "TagSpecification.1.Tag"),
    };
    const serial = account.all(INGRESS).length + 1;
    const name = `by-hand-${serial}`;
    const { [ID]: id, ...outputs } = stateOf({ type: INGRESS, name, inputs }, String(Date.now()));
    put(account, { type: INGRESS, id, inputs, outputs });
    return "<return>true</return>";
  },
  ModifySecurityGroupRules: (account, fields) => {
    const held = ruleOf(account, fields.get("SecurityGroupRule.1.SecurityGroupRuleId"));
    const rule = (key: string) => fields.get(`SecurityGroupRule.1.SecurityGroupRule.${key}`) ?? "";
    const inputs: Inputs = {
      ...held.inputs,
      ipProtocol: rule("IpProtocol"),
      fromPort: Number(rule("FromPort")),
      toPort: Number(rule("ToPort")),
      cidrIpv4: rule("CidrIpv4"),
      description: rule("Description"),
    };
    put(account, { ...held, inputs });
    return "<return>true</return>";
  },
  CreateTags: (account, fields) => {
    const held = ruleOf(account, fields.get("ResourceId.1"));
    const tags = { ...(held.inputs["tags"] as object), ...tagsIn(fields, "Tag") };
    account.put({ ...held, inputs: { ...held.inputs, tags } });
    return "<return>true</return>";
  },
  /** Nobody has clicked on the link yet: SNS gives no ARN then. */
  ListSubscriptionsByTopic: (account, fields) => {
    const members = account
      .all("aws:sns/topicSubscription:TopicSubscription")
      .filter(({ inputs }) => inputs["topic"] === fields.get("TopicArn"))
      .map(
        ({ inputs }) =>
          `<member><Endpoint>${inputs["endpoint"]}</Endpoint><SubscriptionArn>PendingConfirmation</SubscriptionArn></member>`,
      );
    return `<ListSubscriptionsByTopicResult><Subscriptions>${members.join("")}</Subscriptions></ListSubscriptionsByTopicResult>`;
  },
  RevokeSecurityGroupIngress: (account, fields) => {
    account.remove(ruleOf(account, fields.get("SecurityGroupRuleId.1")));
    return "<return>true</return>";
  },
};

/** S3's list of a bucket (ListObjectsV2). */
function objectList(account: StandInAccount, bucket: string): string {
  const contents = account
    .all("aws:s3/bucketObjectv2:BucketObjectv2")
    .filter(({ inputs }) => inputs["bucket"] === bucket)
    .map(({ inputs }) => `<Contents><Key>${escaped(String(inputs["key"]))}</Key></Contents>`);
  return `<ListBucketResult><Name>${bucket}</Name><IsTruncated>false</IsTruncated>${contents.join("")}</ListBucketResult>`;
}

function put(account: StandInAccount, held: Held): void {
  const refusal = refusalOf(account, "create", held);
  if (refusal !== undefined) throw new Error(refusal);
  account.put(held);
}

function ruleOf(account: StandInAccount, id: string | null): Held {
  const found = account.all(INGRESS).find((held) => ruleIdOf(held) === id);
  if (found) return found;
  const message = `The security group rule ID '${id}' does not exist`;
  throw new Error(`api error InvalidSecurityGroupRuleId.NotFound: ${message}`);
}

const ruleIdOf = ({ outputs, id }: Held): string => String(outputs["securityGroupRuleId"] ?? id);

function tagsIn(fields: URLSearchParams, prefix: string): Record<string, string> {
  const tags: Record<string, string> = {};
  for (let index = 1; fields.has(`${prefix}.${index}.Key`); index += 1) {
    tags[fields.get(`${prefix}.${index}.Key`)!] = fields.get(`${prefix}.${index}.Value`) ?? "";
  }
  return tags;
}

function itemOf(held: Held): string {
  const { inputs } = held;
  const source = inputs["cidrIpv4"] as string | undefined;
  const tags = Object.entries((inputs["tags"] ?? {}) as Record<string, string>).map(
    ([key, value]) => `<item><key>${escaped(key)}</key><value>${escaped(value)}</value></item>`,
  );
  return [
    `<item><securityGroupRuleId>${ruleIdOf(held)}</securityGroupRuleId>`,
    `<groupId>${inputs["securityGroupId"]}</groupId><isEgress>false</isEgress>`,
    `<ipProtocol>${inputs["ipProtocol"]}</ipProtocol>`,
    `<fromPort>${inputs["fromPort"]}</fromPort><toPort>${inputs["toPort"]}</toPort>`,
    source === undefined ? "" : `<cidrIpv4>${source}</cidrIpv4>`,
    `<description>${escaped(String(inputs["description"] ?? ""))}</description>`,
    `<tagSet>${tags.join("")}</tagSet></item>`,
  ].join("");
}

const escaped = (value: string): string =>
  value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

function xml(fields: URLSearchParams, content: string): Answer {
  const name = `${fields.get("Action")}Response`;
  const body = `<${name} xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>stand-in</requestId>${content}</${name}>`;
  return { status: 200, body, headers: { date: new Date().toUTCString() } };
}
