import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { PlacedAlarm } from "./alarms.ts";
import { isFormula, periodOf, type Figure, type Metric } from "./figure.ts";
import type { Figures } from "./figures.ts";
import { panelsOf, type Panel } from "./panels.ts";

export interface DashboardArgs {
  /** The physical name: `cruddur-dev`. */
  name: string;
  region: string;
  figures: Figures;
  alarms: readonly PlacedAlarm[];
  /** The most sessions that the database takes. */
  mostSessions: number;
}

/** Grid units of CloudWatch's, 24 in a row. */
const WIDTH = 8;
const HEIGHT = 6;
const ROW = 24;

/**
 * What somebody on call looks at: the alarms' state, and below it each figure with the lines at which an alarm rings. An
 * account has three dashboards of 50 metrics for nothing.
 */
export class Dashboard extends pulumi.ComponentResource {
  constructor(name: string, args: DashboardArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cruddur:infra:Dashboard", name, {}, opts);
    const { region, alarms } = args;
    const panels = panelsOf(args.figures, args.mostSessions);
    new aws.cloudwatch.Dashboard(
      `${name}-page`,
      {
        dashboardName: args.name,
        dashboardBody: pulumi.jsonStringify({
          widgets: [
            {
              type: "alarm",
              ...{ x: 0, y: 0, width: ROW, height: HEIGHT },
              properties: {
                title: "Alarms",
                alarms: alarms.map(({ arn }) => arn),
                sortBy: "stateUpdatedTimestamp",
              },
            },
            ...panels.map((panel, index) => ({
              type: "metric",
              x: (index * WIDTH) % ROW,
              y: HEIGHT * (1 + Math.floor((index * WIDTH) / ROW)),
              width: WIDTH,
              height: HEIGHT,
              properties: propertiesOf(panel, alarms, region),
            })),
          ],
        }),
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

/** A metric widget's (CloudWatch's API reference, "Dashboard Body Structure and Syntax"). */
function propertiesOf(panel: Panel, alarms: readonly PlacedAlarm[], region: string) {
  const lines = [
    ...(panel.most === undefined ? [] : [{ label: "the most", value: panel.most }]),
    ...alarms.flatMap(({ rule }) =>
      panel.figures.includes(rule.figure) && rule.threshold > 0
        ? [{ label: `alarm ${rule.role}`, value: rule.threshold }]
        : [],
    ),
  ];
  return {
    title: panel.title,
    region,
    view: "timeSeries",
    stacked: false,
    period: Math.max(...panel.figures.map(spanOf)),
    yAxis: { left: { min: 0 } },
    ...(lines.length > 0 ? { annotations: { horizontal: lines } } : {}),
    metrics: panel.figures.flatMap((figure, index) => rowsOf(figure, `of${index}`)),
  };
}

const spanOf = (figure: Figure): number =>
  isFormula(figure) ? Math.max(...Object.values(figure.of).map(periodOf)) : periodOf(figure);

/** A line of a graph; of a formula the metrics too, unseen, under names that no other formula of the graph has. */
function rowsOf(figure: Figure, prefix: string): readonly unknown[] {
  if (!isFormula(figure)) return [rowOf(figure, { label: figure.label })];
  const names = Object.keys(figure.of);
  const expression = figure.expression.replaceAll(/\b[a-z]\w*\b/g, (word) =>
    names.includes(word) ? `${prefix}${word}` : word,
  );
  return [
    [{ expression, label: figure.label, id: prefix }],
    ...Object.entries(figure.of).map(([id, metric]) =>
      rowOf(metric, { id: `${prefix}${id}`, visible: false }),
    ),
  ];
}

const rowOf = ({ namespace, name, dimensions, statistic }: Metric, options: object) => [
  namespace,
  name,
  ...Object.entries(dimensions).flat(),
  { stat: statistic, ...options },
];
