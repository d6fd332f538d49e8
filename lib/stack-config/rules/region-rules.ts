import { hasCloudFront } from "../../aws-data/cloudfront.ts";
import { regionOf, regionsExtract, regionsWithout, type Service } from "../../aws-data/regions.ts";
import { nearestSpelling } from "../../spelling.ts";
import { instanceClasses, isKnownClass, nearestClass } from "../instance-class.ts";
import type { Mend, Rule } from "./rule.ts";
import type { Values } from "../values.ts";

/**
 * What AWS does not have in a region, by its data (`lib/aws-data/`). A region that is not in it is let pass: see
 * `configWarnings`.
 */
export const REGION_RULES: readonly Rule[] = [
  {
    refuses: "a region without Cognito's user pools",
    because: `nobody could sign up; it concerns ${listed("user pools")}`,
    keys: ["region"],
    found: ({ region }) => region,
    isBroken: ({ region }) => lacks(region, "user pools"),
    mend: anotherRegion,
  },
  {
    refuses: "a region without API Gateway's HTTP APIs",
    because: `nothing could be called; it concerns ${listed("HTTP APIs")}`,
    keys: ["region"],
    found: ({ region }) => region,
    isBroken: ({ region }) => lacks(region, "HTTP APIs"),
    mend: anotherRegion,
  },
  {
    refuses: "the proxy in a region without RDS Proxy",
    because: `there is none in ${listed("RDS Proxy")}`,
    keys: ["region", "proxy"],
    found: ({ region }) => region,
    isBroken: ({ region, proxy }) => proxy && lacks(region, "RDS Proxy"),
    mend: () => [["proxy", "false"]],
  },
  {
    refuses: "a budget in a region without AWS Budgets",
    because: `there are none in ${listed("AWS Budgets")}`,
    keys: ["region", "monthlyBudgetUsd"],
    found: ({ region }) => region,
    isBroken: ({ region, monthlyBudgetUsd }) =>
      monthlyBudgetUsd !== undefined && lacks(region, "AWS Budgets"),
    mend: () => [["monthlyBudgetUsd"]],
  },
  {
    refuses: "a name for the page in a region without CloudFront",
    because: "a stack there has no page: CloudFront is of AWS's own partition",
    keys: ["region", "domainName"],
    found: ({ region }) => region,
    isBroken: ({ region, domainName }) => domainName !== undefined && !hasCloudFront(region),
    mend: () => [["domainName"]],
  },
  {
    refuses: "mail of one's own in a region without SES",
    because: `Cognito sends by the SES of the user pool's region; there is none in ${listed("SES")}`,
    keys: ["region", "mailFrom"],
    found: ({ region }) => region,
    isBroken: ({ region, mailFrom }) => mailFrom !== undefined && lacks(region, "SES"),
    mend: () => [["mailFrom"]],
  },
  {
    refuses: "an instance class that the region does not offer for PostgreSQL 18",
    because:
      "RDS would refuse it in the middle of an up; lib/aws-data/instance-classes.json has what each region offers, and npm run aws-data renews it",
    keys: ["region", "topology", "instanceClass"],
    found: ({ region, instanceClass }) => `${instanceClass} in ${region}`,
    isBroken: ({ region, topology, instanceClass }) =>
      topology !== "aurora" &&
      isKnownClass(instanceClass) &&
      !instanceClasses(region).includes(instanceClass),
    mend: ({ region, instanceClass }) => [
      ["instanceClass", nearestClass(instanceClass, instanceClasses(region))!],
    ],
  },
];

/** The regions without a service, those of the secret partitions left out, and the day on which it was so. */
function listed(service: Service): string {
  const names = regionsWithout(service).filter((name) => !/^[a-z]+-iso/.test(name));
  return `${names.join(", ") || "no region now"} (AWS's data of ${regionsExtract().asOf}, which npm run aws-data renews)`;
}

const lacks = (region: string, service: Service) =>
  regionOf(region)?.without.includes(service) ?? false;

/** The region with the most like name that has everything, of the same partition if one has; else the one that all may use. */
function anotherRegion({ region }: Pick<Values, "region">): readonly Mend[] {
  const whole = Object.entries(regionsExtract().regions).filter(
    ([, { without }]) => without.length === 0,
  );
  const { partition } = regionOf(region)!;
  const near = whole.filter(([, it]) => it.partition === partition);
  const names = (near.length > 0 ? near : whole).map(([name]) => name);
  const area = names.filter((name) => name.split("-")[0] === region.split("-")[0]);
  return [
    [
      "region",
      nearestSpelling(region, area) ?? area[0] ?? (near.length > 0 ? names[0]! : "us-east-1"),
    ],
  ];
}
