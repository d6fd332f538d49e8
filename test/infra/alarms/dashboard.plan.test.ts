import assert from "node:assert/strict";
import { Ajv } from "ajv";
import * as pulumi from "@pulumi/pulumi";
import { Dashboard } from "#infra/alarms/dashboard";
import { Alarms } from "#infra/alarms/alarms";
import { dashboardUrl } from "#lib/dashboard-url";
import { maxConnectionsOf } from "#lib/stack-config/connection-budget";
import { REGION } from "#test/aws-answers";
import { planOf } from "#test/plans/pulumi-mocks";
import { devConfig } from "#test/plans/stack-configs";
import { sampleFigures } from "./sample-figures.ts";

type Row = readonly unknown[];

interface Widget {
  readonly type: "alarm" | "metric";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title: string;
    readonly alarms: readonly string[];
    readonly metrics: readonly Row[];
    readonly annotations?: { readonly horizontal: readonly { label: string; value: number }[] };
  };
}

const place = { type: "integer", minimum: 0 };
const text = { type: "string", minLength: 1 };

/** What AWS writes of the body that we use of it (CloudWatch's API reference, "Dashboard Body Structure and Syntax"). */
const BODY = {
  type: "object",
  additionalProperties: false,
  required: ["widgets"],
  properties: {
    widgets: {
      type: "array",
      maxItems: 500,
      items: {
        type: "object",
        additionalProperties: false,
        required: ["type", "x", "y", "width", "height", "properties"],
        properties: {
          x: { ...place, maximum: 23 },
          y: { ...place, maximum: 999 },
          width: { type: "integer", minimum: 1, maximum: 24 },
          height: { type: "integer", minimum: 1, maximum: 1_000 },
          type: { enum: ["alarm", "metric"] },
          properties: { type: "object" },
        },
        if: { properties: { type: { const: "alarm" } } },
        then: {
          properties: {
            properties: {
              additionalProperties: false,
              required: ["alarms"],
              properties: {
                alarms: {
                  type: "array",
                  minItems: 1,
                  maxItems: 100,
                  items: {
                    type: "string",
                    pattern: "^arn:aws[\\w-]*:cloudwatch:[^:]+:\\d{12}:alarm:",
                  },
                },
                sortBy: { enum: ["default", "stateUpdatedTimestamp", "timestamp"] },
                title: text,
              },
            },
          },
        },
        else: {
          properties: {
            properties: {
              additionalProperties: false,
              required: ["metrics", "region"],
              properties: {
                title: text,
                region: text,
                view: { enum: ["timeSeries", "singleValue", "gauge", "bar", "pie", "table"] },
                stacked: { type: "boolean" },
                period: { type: "integer", multipleOf: 60, minimum: 60 },
                yAxis: { type: "object" },
                annotations: {
                  type: "object",
                  properties: {
                    horizontal: {
                      type: "array",
                      items: {
                        type: "object",
                        additionalProperties: false,
                        required: ["value"],
                        properties: { label: text, value: { type: "number" } },
                      },
                    },
                  },
                },
                metrics: {
                  type: "array",
                  minItems: 1,
                  maxItems: 500,
                  items: {
                    anyOf: [
                      {
                        type: "array",
                        minItems: 1,
                        maxItems: 1,
                        items: { type: "object", required: ["expression", "id"] },
                      },
                      { type: "array", minItems: 3 },
                    ],
                  },
                },
              },
            },
          },
        },
      },
    },
  },
};

const CONFIG = devConfig().database;
const MOST = maxConnectionsOf(CONFIG);

const made = () =>
  planOf(() => {
    const figures = sampleFigures({
      proxyName: pulumi.output("cruddur-prod-proxy"),
      sendsMail: true,
    });
    const { alarms } = new Alarms("cruddur-alarms", {
      prefix: "cruddur-prod",
      target: "prod",
      environment: "prod",
      region: REGION,
      config: CONFIG,
      figures,
      email: undefined,
    });
    new Dashboard("cruddur-dashboard", {
      name: "cruddur-prod",
      region: REGION,
      figures,
      alarms,
      mostSessions: MOST,
    });
    return alarms;
  });

describe("Dashboard", () => {
  let plan: Awaited<ReturnType<typeof made>>;
  let body: string;
  let widgets: readonly Widget[];
  before(async () => {
    plan = await made();
    const { inputs } = plan.only("aws:cloudwatch/dashboard:Dashboard");
    assert.equal(inputs["dashboardName"], "cruddur-prod");
    body = inputs["dashboardBody"] as string;
    ({ widgets } = JSON.parse(body) as { widgets: readonly Widget[] });
  });

  const graph = (title: string) => {
    const found = widgets.find(({ properties }) => properties.title === title);
    assert.ok(found, title);
    return found.properties;
  };
  const metricsIn = ({ properties }: Widget) =>
    (properties.metrics ?? []).filter(([first]) => typeof first === "string");

  it("is a body as AWS describes it, the same every time", async () => {
    const validate = new Ajv({ strict: false }).compile(BODY);
    assert.ok(validate(JSON.parse(body)), JSON.stringify(validate.errors));
    const again = await made();
    assert.equal(again.only("aws:cloudwatch/dashboard:Dashboard").inputs["dashboardBody"], body);
  });

  it("has the state of every alarm at the top", () => {
    const [first] = widgets as [Widget];
    assert.deepEqual([first.type, first.x, first.y, first.width], ["alarm", 0, 0, 24]);
    const alarms = plan.all("aws:cloudwatch/metricAlarm:MetricAlarm");
    assert.ok(alarms.length > 20);
    assert.deepEqual(
      first.properties.alarms.map((arn) => arn.split(":").at(-1)),
      alarms.map(({ inputs }) => inputs["name"] as string),
    );
  });

  it("shows all that an alarm rings for, and the line at which it does", () => {
    const shown = widgets.flatMap(metricsIn).map((row) => row.slice(0, -1).join(" "));
    for (const { rule } of plan.result) {
      const graphs = widgets.filter(({ properties }) =>
        properties.annotations?.horizontal.some(({ label }) => label === `alarm ${rule.role}`),
      );
      assert.equal(graphs.length, rule.threshold > 0 ? 1 : 0, rule.role);
    }
    for (const { inputs } of plan.all("aws:cloudwatch/metricAlarm:MetricAlarm")) {
      const queries = (inputs["metricQueries"] ?? [{ metric: inputs }]) as {
        metric?: Record<string, unknown>;
      }[];
      for (const { metric } of queries.filter((query) => query.metric)) {
        const dimensions = Object.entries(metric!["dimensions"] as object).flat();
        const row = [metric!["namespace"], metric!["metricName"], ...dimensions].join(" ");
        assert.ok(shown.includes(row), row);
      }
    }
  });

  it("costs nothing: it has 50 metrics at the most", () => {
    const metrics = new Set(widgets.flatMap(metricsIn).map((row) => JSON.stringify(row)));
    assert.ok(metrics.size > 20 && metrics.size <= 50, String(metrics.size));
  });

  it("shows sign-ups beside those that were refused, and sessions below the most there can be", () => {
    const names = graph("Sign-ups").metrics.map(([namespace, name]) => `${namespace} ${name}`);
    assert.deepEqual(names, [
      "AWS/Cognito SignUpSuccesses",
      "AWS/Lambda Errors",
      "Cruddur/cruddur-prod ProfilePending",
    ]);
    assert.deepEqual(graph("Database: sessions").annotations!.horizontal[0], {
      label: "the most",
      value: MOST,
    });
  });

  it("puts no widget over another, and names nothing twice in a graph", () => {
    const cells = widgets.flatMap(({ x, y, width, height }) => {
      assert.ok(x + width <= 24);
      return Array.from({ length: width * height }, (_, at) =>
        [x + (at % width), y + Math.floor(at / width)].join(),
      );
    });
    assert.equal(new Set(cells).size, cells.length);
    for (const { properties } of widgets) {
      const ids = (properties.metrics ?? []).flatMap(
        (row) => (row.at(-1) as { id?: string }).id ?? [],
      );
      assert.equal(new Set(ids).size, ids.length, properties.title);
      for (const row of properties.metrics ?? []) {
        const { expression } = row.at(-1) as { expression?: string };
        for (const [word] of (expression ?? "").matchAll(/\b[a-z]\w*\b/g)) {
          assert.ok(ids.includes(word), `${properties.title}: ${word}`);
        }
      }
    }
  });
});

describe("dashboardUrl", () => {
  it("leads to the console of the stack's region and partition", () => {
    assert.equal(
      dashboardUrl({ stack: "prod", region: "eu-central-1" }),
      "https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#dashboards/dashboard/cruddur-prod",
    );
    assert.match(
      dashboardUrl({ stack: "dev", region: "us-gov-west-1" }),
      /^https:\/\/console\.amazonaws-us-gov\.com\//,
    );
  });
});
