import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Alarms, type AlarmsArgs } from "#infra/alarms/alarms";
import type { FiguresArgs } from "#infra/alarms/figures";
import { ALARMS_USD, PRICES } from "#lib/cost/prices";
import { ACCOUNT, REGION } from "#test/aws-answers";
import { planOf, valueOf, type Plan, type RecordedResource } from "#test/plans/pulumi-mocks";
import { devConfig } from "#test/plans/stack-configs";
import { sampleFigures } from "./sample-figures.ts";
import { problemFor } from "../../../lambda/api/problems.ts";

const CONFIG = devConfig().database;

const made = ({
  watched,
  ...changes
}: Partial<AlarmsArgs> & { watched?: Partial<FiguresArgs> } = {}) =>
  planOf(
    () =>
      new Alarms("cruddur-alarms", {
        prefix: "cruddur-prod",
        target: "prod",
        environment: "prod",
        region: REGION,
        config: CONFIG,
        figures: sampleFigures({
          ...(changes.config ? { config: changes.config } : {}),
          ...watched,
        }),
        email: "ops@example.com",
        ...changes,
      }),
  );

const alarmsOf = (plan: Plan<unknown>) => plan.all("aws:cloudwatch/metricAlarm:MetricAlarm");
const rolesOf = (plan: Plan<unknown>) =>
  alarmsOf(plan).map(({ name }) => name.replace("cruddur-alarms-", ""));

const AURORA = devConfig({ topology: "aurora" }).database;

interface Query {
  readonly id: string;
  readonly expression?: string;
  readonly returnData?: boolean;
  readonly metric?: Readonly<Record<string, unknown>>;
}

/** What CloudWatch makes of a formula of numbers, `IF` and `FILL`. */
function metricMath(expression: string, values: Readonly<Record<string, number | undefined>>) {
  const functions = {
    IF: (condition: boolean, yes: number, no: number) => (condition ? yes : no),
    FILL: (value: number | undefined, instead: number) => value ?? instead,
  };
  const given = { ...functions, ...values };
  const make = new Function(...Object.keys(given), `return ${expression};`);
  return make(...Object.values(given)) as number;
}

describe("Alarms", () => {
  let plan: Plan<Alarms>;
  /** With all that there can be. */
  let whole: Plan<Alarms>;
  before(async () => {
    plan = await made();
    whole = await made({
      watched: { proxyName: pulumi.output("cruddur-prod-proxy"), sendsMail: true },
    });
  });

  const alarm = (role: string, of: Plan<unknown> = plan): RecordedResource["inputs"] =>
    of.named(`cruddur-alarms-${role}`).inputs;

  it("watch the database, the functions that people wait for, and unwritten profiles", () => {
    assert.deepEqual(rolesOf(plan), [
      "database-cpu",
      "database-connections",
      "database-load",
      "database-storage",
      "database-memory",
      "database-credits",
      ...["pre-sign-up", "post-confirmation", "post-authentication"].flatMap((name) => [
        `${name}-errors`,
        `${name}-throttles`,
        `${name}-slow`,
      ]),
      "api-errors",
      "api-throttles",
      "api-refusals",
      "api-slow",
      "api-client-errors",
      "profile-pending",
    ]);
  });

  it("are in dev no more than the ten that cost nothing, those that nobody would notice by working", async () => {
    const watched = { sendsMail: true };
    const dev = await made({ environment: "dev", email: undefined, watched });
    assert.ok(rolesOf(dev).length <= 10);
    assert.deepEqual(rolesOf(dev), [
      "database-connections",
      "database-storage",
      "database-credits",
      "pre-sign-up-errors",
      "post-confirmation-errors",
      "post-authentication-errors",
      "api-errors",
      "profile-pending",
      "mail-bounces",
      "mail-complaints",
    ]);
  });

  it("cost no more in prod than is counted, by each metric that they look at", () => {
    const metrics = alarmsOf(whole).flatMap(({ inputs }) =>
      ((inputs["metricQueries"] ?? [{ metric: {} }]) as Query[]).filter(({ metric }) => metric),
    );
    const usd = (metrics.length - 10) * PRICES.alarm.usd;
    assert.ok(usd > ALARMS_USD / 2 && usd <= ALARMS_USD, String(usd));
  });

  it("each say what to do, in what CloudWatch takes", () => {
    for (const { name, inputs } of alarmsOf(whole)) {
      const text = inputs["alarmDescription"] as string;
      assert.match(text, /npm run|Pulumi\.prod\.yaml|Compare|Look for|DATABASE_PREPARE/, name);
      assert.doesNotMatch(text, /undefined|NaN/, name);
      assert.ok(text.length <= 1_024, name);
      assert.match(inputs["name"] as string, /^cruddur-prod-/);
    }
  });

  it("name only commands that there are", async () => {
    const { scripts } = (await import("../../../package.json", { with: { type: "json" } })).default;
    for (const { inputs } of alarmsOf(whole)) {
      for (const [, command] of String(inputs["alarmDescription"]).matchAll(/npm run ([\w:-]+)/g)) {
        assert.ok(command! in scripts, command);
      }
    }
  });

  it("are well while there is nothing to measure: a stopped database, a function that nobody calls", () => {
    for (const { name, inputs } of alarmsOf(plan)) {
      assert.equal(inputs["treatMissingData"], "notBreaching", name);
    }
  });

  it("ring for a trigger before Cognito's 5 s are over", () => {
    const inputs = alarm("post-confirmation-slow");
    assert.equal(inputs["metricName"], "Duration");
    assert.equal(inputs["extendedStatistic"], "p99");
    assert.equal(inputs["threshold"], 4_000);
    assert.equal(inputs["comparisonOperator"], "GreaterThanThreshold");
  });

  it("ring at the first error and the first refusal", () => {
    assert.equal(alarm("api-errors")["threshold"], 0);
    assert.equal(alarm("api-errors")["comparisonOperator"], "GreaterThanThreshold");
    assert.deepEqual(alarm("api-throttles")["dimensions"], { FunctionName: "cruddur-dev-api" });
  });

  it("ring for an API that goes on refusing, of which no error of Lambda's tells", () => {
    const inputs = alarm("api-refusals");
    assert.deepEqual([inputs["namespace"], inputs["metricName"]], ["AWS/ApiGateway", "5xx"]);
    assert.deepEqual(inputs["dimensions"], { ApiId: "a1b2c3" });
    assert.deepEqual([inputs["threshold"], inputs["evaluationPeriods"]], [0, 2]);
    for (const { status, error } of [{ code: "42P01" }, { code: "57P03" }, {}].map(problemFor)) {
      assert.ok(status >= 500, error);
      assert.ok(inputs["alarmDescription"].includes(error), error);
    }
  });

  it("ring when the sessions of the connection budget run out", () => {
    // A t4g.micro takes 78.
    assert.equal(alarm("database-connections")["threshold"], 62);
    assert.deepEqual(alarm("database-connections")["dimensions"], {
      DBInstanceIdentifier: "cruddur-prod-database",
    });
  });

  it("ring when less than a tenth of the disk is left and RDS, which then makes it larger, has not", () => {
    assert.equal(alarm("database-storage")["threshold"], 2 * 1_024 ** 3);
    assert.equal(alarm("database-storage")["comparisonOperator"], "LessThanThreshold");
    assert.equal(alarm("database-storage")["evaluationPeriods"], 6);
  });

  it("watch credits of classes that have them: those that are owed, since a start begins with none", async () => {
    assert.equal(alarm("database-credits")["metricName"], "CPUSurplusCreditBalance");
    assert.equal(alarm("database-credits")["comparisonOperator"], "GreaterThanThreshold");
    assert.ok(alarm("database-credits")["threshold"] >= 60);
    const big = await made({ config: { ...CONFIG, instanceClass: "db.m7g.large" } });
    assert.ok(!rolesOf(big).includes("database-credits"));
  });

  it("watch the capacity of Aurora, which has neither a disk to fill nor credits", async () => {
    const instanceIdentifiers = [1, 2].map((one) => pulumi.output(`cruddur-prod-database-${one}`));
    const identifier = pulumi.output("cruddur-prod-database");
    const aurora = await made({
      config: AURORA,
      watched: { database: { identifier, instanceIdentifiers } },
    });
    assert.deepEqual(
      rolesOf(aurora).filter((role) => role.startsWith("database-")),
      [
        "database-cpu",
        "database-connections",
        ...["database-load-1", "database-load-2"],
        "database-capacity",
      ],
    );
    // Performance Insights know instances and no cluster.
    assert.deepEqual(alarm("database-load-2", aurora)["dimensions"], {
      DBInstanceIdentifier: "cruddur-prod-database-2",
    });
    assert.deepEqual(alarm("database-cpu", aurora)["dimensions"], {
      DBClusterIdentifier: "cruddur-prod-database",
    });
  });

  it("watch what a proxy pins and how long it takes to lend, where there is one", () => {
    for (const role of ["proxy-pinned", "proxy-waits"]) {
      assert.deepEqual(alarm(role, whole)["dimensions"], { ProxyName: "cruddur-prod-proxy" });
      assert.ok(!rolesOf(plan).includes(role));
    }
    // Microseconds: less than the 2 s after which the proxy gives up.
    const { threshold, metricName } = alarm("proxy-waits", whole);
    assert.equal(metricName, "DatabaseConnectionsBorrowLatency");
    assert.ok(threshold > 50_000 && threshold < 2_000_000);
  });

  it("ring for a database at which more sessions want to work than it has processors", () => {
    const { metricName, threshold, evaluationPeriods } = alarm("database-load");
    assert.deepEqual([metricName, threshold], ["DBLoadRelativeToNumVCPUs", 1]);
    assert.ok(evaluationPeriods >= 3);
  });

  it("ring for mail that comes back before AWS looks into the account, and do not clear by themselves", () => {
    for (const [role, name, review] of [
      ["mail-bounces", "Reputation.BounceRate", 0.05],
      ["mail-complaints", "Reputation.ComplaintRate", 0.001],
    ] as const) {
      const inputs = alarm(role, whole);
      assert.deepEqual([inputs["namespace"], inputs["metricName"]], ["AWS/SES", name]);
      assert.ok(inputs["threshold"] > 0 && inputs["threshold"] < review, role);
      assert.equal(inputs["treatMissingData"], "ignore");
      assert.ok(!rolesOf(plan).includes(role));
    }
  });

  describe("for answers that are slow or refused", () => {
    const valueOfFormula = (role: string, values: Readonly<Record<string, number | undefined>>) => {
      const queries = alarm(role)["metricQueries"] as Query[];
      const [{ expression }] = queries.filter(({ returnData }) => returnData) as [Query];
      const names = queries.filter(({ metric }) => metric).map(({ id }) => id);
      return metricMath(expression!, Object.fromEntries(names.map((id) => [id, values[id]])));
    };
    const rings = (role: string, values: Readonly<Record<string, number | undefined>>) =>
      valueOfFormula(role, values) > alarm(role)["threshold"];

    it("do not ring for what one person does", () => {
      assert.equal(rings("api-client-errors", { calls: 10, refused: 10 }), false);
      assert.equal(rings("api-client-errors", { calls: 99, refused: 99 }), false);
      assert.equal(rings("api-slow", { calls: 3, latency: 9_000 }), false);
    });

    it("ring for a share of many, which is the same at every load", () => {
      for (const calls of [100, 5_000]) {
        assert.equal(rings("api-client-errors", { calls, refused: calls * 0.25 }), false);
        assert.equal(rings("api-client-errors", { calls, refused: calls * 0.35 }), true);
        assert.equal(rings("api-slow", { calls, latency: 1_500 }), false);
        assert.equal(rings("api-slow", { calls, latency: 2_500 }), true);
      }
      assert.equal(rings("api-client-errors", { calls: 100, refused: undefined }), false);
    });

    it("are one figure each, of metrics of the API", () => {
      for (const role of ["api-slow", "api-client-errors"]) {
        const queries = alarm(role)["metricQueries"] as Query[];
        assert.equal(queries.filter(({ returnData }) => returnData).length, 1);
        for (const { id, metric } of queries) {
          assert.match(id, /^[a-z]\w*$/);
          if (metric) assert.deepEqual(metric["dimensions"], { ApiId: "a1b2c3" });
        }
        for (const key of ["metricName", "namespace", "statistic", "period", "dimensions"]) {
          assert.ok(!(key in alarm(role)), key);
        }
      }
    });
  });

  it("count by the metrics that they ring for, in the logs of the functions that people wait for", () => {
    const metricOf = (inputs: RecordedResource["inputs"]) => [
      inputs["metricTransformation"].namespace,
      inputs["metricTransformation"].name,
    ];
    const filters = plan.all("aws:cloudwatch/logMetricFilter:LogMetricFilter");
    const groupsOf = (role: string) => {
      const { namespace, metricName, dimensions } = alarm(role);
      assert.deepEqual(dimensions, {});
      return filters.flatMap(({ inputs }) =>
        metricOf(inputs).join() === [namespace, metricName].join() ? [inputs["logGroupName"]] : [],
      );
    };
    assert.deepEqual(
      groupsOf("profile-pending"),
      ["pre-sign-up", "post-confirmation", "post-authentication", "api"].map(
        (name) => `/aws/lambda/cruddur-dev-${name}`,
      ),
    );
    assert.deepEqual(groupsOf("pre-sign-up-errors"), ["/aws/lambda/cruddur-dev-pre-sign-up"]);
  });

  describe("tell", () => {
    const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:cruddur-prod-alarms`;

    it("the one who is named, by mail, and again when all is well", async () => {
      for (const { name, inputs } of alarmsOf(plan)) {
        assert.deepEqual(inputs["alarmActions"], [TOPIC], name);
        assert.deepEqual(inputs["okActions"], [TOPIC], name);
      }
      const { inputs } = plan.only("aws:sns/topicSubscription:TopicSubscription");
      assert.deepEqual([inputs["protocol"], inputs["endpoint"]], ["email", "ops@example.com"]);
      assert.equal(await valueOf(plan.result.topicArn!), TOPIC);
    });

    it("through a topic whose key lets CloudWatch in: AWS's own would keep it out", () => {
      const key = plan.only("aws:kms/key:Key");
      const topic = plan.only("aws:sns/topic:Topic");
      assert.equal(key.inputs["enableKeyRotation"], true);
      assert.match(topic.inputs["kmsMasterKeyId"] as string, /^arn:aws:kms:/);
      const policies = [
        plan.only("aws:kms/keyPolicy:KeyPolicy").inputs["policy"],
        plan.only("aws:sns/topicPolicy:TopicPolicy").inputs["policy"],
      ] as string[];
      for (const policy of policies) {
        const { Statement } = JSON.parse(policy) as {
          Statement: { Principal: { Service?: string[] }; Condition?: unknown }[];
        };
        const open = Statement.find(({ Principal }) => Principal.Service)!;
        assert.ok(open.Principal.Service!.includes("cloudwatch.amazonaws.com"));
        assert.deepEqual(open.Condition, { StringEquals: { "aws:SourceAccount": ACCOUNT } });
      }
    });

    it("nobody where nobody is named, and then make no topic and no key", async () => {
      const silent = await made({ email: undefined });
      assert.equal(silent.result.topicArn, undefined);
      for (const type of ["aws:sns/topic:Topic", "aws:kms/key:Key"]) {
        assert.deepEqual(silent.all(type), []);
      }
      assert.deepEqual(alarmsOf(silent)[0]!.inputs["alarmActions"], []);
    });
  });
});
