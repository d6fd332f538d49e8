import { ACCOUNT } from "./stack-values.ts";
import { planOf, type Plan, type PlanOptions } from "./pulumi-mocks.ts";

/** When the tests make their plans and judge them; no plan depends on today. */
export const PLANNED_AT = new Date("2026-06-01T12:00:00Z");

/** A developer's address, as both services would tell it. */
const ADDRESS = "203.0.113.7";

/** The stacks whose plans are kept, by name: each differs in what it asks of AWS. */
export const STACKS = {
  dev: { environment: "dev" },
  prod: { environment: "prod", accountId: ACCOUNT, alarmEmail: "ops@cruddur.example" },
  aurora: { environment: "dev", topology: "aurora" },
  proxy: { environment: "dev", proxy: "true" },
  domain: {
    environment: "dev",
    domainName: "app.cruddur.example",
    mailFrom: "no-reply@cruddur.example",
  },
  private: {
    environment: "prod",
    accountId: ACCOUNT,
    alarmEmail: "ops@cruddur.example",
    proxy: "false",
    jumpHost: "true",
  },
  opted: {
    environment: "prod",
    accountId: ACCOUNT,
    alarmEmail: "ops@cruddur.example",
    vpcId: "vpc-0a1b2c3d4e5f60718",
    cidr: "10.0.64.0/20",
    backupCopyTo: "eu-west-1",
    waf: "true",
    permissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/cruddur-boundary`,
  },
} as const satisfies Record<string, Record<string, string>>;

/** All that the whole program registers for a stack, without an engine, an account or the network. */
export async function programPlan(
  stack: string,
  values: Readonly<Record<string, string>>,
  told: Pick<PlanOptions, "state" | "answers"> = {},
): Promise<Plan<object>> {
  const { default: program } = await import("../../../index.ts");
  const config = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [`cruddur:${key}`, value]),
  );
  const { fetch } = globalThis;
  globalThis.fetch = async () => new Response(`${ADDRESS}\n`);
  try {
    return await planOf(() => program(PLANNED_AT), { ...told, stack, config });
  } finally {
    globalThis.fetch = fetch;
  }
}
