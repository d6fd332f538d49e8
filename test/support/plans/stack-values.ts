import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { parse } from "yaml";
import { fromRoot } from "#lib/root";
import { stackValues } from "#lib/stack-config/stack-values";
import { privateBlocks } from "./private-blocks.ts";

/** An account for stacks that need one. */
export const ACCOUNT = "123456789012";

/** Who gets the alarms of stacks that need somebody. */
export const EMAIL = "ops@cruddur.example";

/** The values of the checkout's own `Pulumi.<stack>.yaml`, as Pulumi gives them to the program: all of them texts. */
export async function ownValues(stack: string): Promise<Record<string, unknown>> {
  const text = await readFile(fromRoot(`Pulumi.${stack}.yaml`), "utf8");
  const { config } = parse(text, { schema: "failsafe" }) as { config: Record<string, unknown> };
  return stackValues(config);
}

const flag = fc.constantFrom("true", "false", true, false);
const from = (min: number, max: number) =>
  fc.integer({ min, max }).chain((value) => fc.constantFrom<unknown>(value, String(value)));

/** Legal values of keys that go with everything. */
const anywhere = {
  region: fc.constantFrom("us-east-1", "eu-central-1", "ap-southeast-2", "us-gov-west-1"),
  accountId: fc.constantFrom(ACCOUNT, "012345678901"),
  engineVersion: fc.constantFrom("18", 18),
  timezone: fc.constantFrom("UTC", "Europe/Berlin", "America/New_York"),
  leaseHours: from(1, 168),
  logRetentionDays: fc.constantFrom("1", 14, 365, "3653"),
  alarmEmail: fc.constant(EMAIL),
  allowedOrigins: fc.constantFrom(["https://cruddur.example"], '["https://a.example"]', []),
  triggerConcurrency: from(1, 5),
  apiConcurrency: from(1, 10),
  humanConnections: from(1, 7),
  waf: flag,
};
const devOnly = {
  protected: flag,
  backupDays: from(1, 35),
  stopAt: fc.constantFrom("20:00", "never", "00:30"),
};
/** Of a private stack alone. */
const network = fc.record(
  { cidr: privateBlocks, vpcId: fc.constant("vpc-0a1b2c3d4e5f60718") },
  { requiredKeys: ["cidr"] },
);
const instance = {
  instanceClass: fc.constantFrom("db.t4g.micro", "db.t3.small", "db.m7i.large", "db.r5.2xlarge"),
  storageGib: from(20, 100),
  maxStorageGib: from(110, 65_536),
  proxy: flag,
};

/** Legal stacks of every kind: environment, topology, and any of the keys that go with them. */
export const legalValues: fc.Arbitrary<Record<string, unknown>> = fc
  .oneof(
    fc.tuple(
      fc.record({ environment: fc.constant("dev") }),
      fc.oneof(
        fc.record({ ...anywhere, ...devOnly, publicAccess: flag }, { requiredKeys: [] }),
        fc.record(
          { ...anywhere, ...devOnly, publicAccess: fc.constant("false"), jumpHost: flag },
          { requiredKeys: ["publicAccess"] },
        ),
        network.map((keys) => ({ ...keys, publicAccess: "false" })),
      ),
      databases("dev"),
    ),
    fc.tuple(
      fc.constant({ environment: "prod", accountId: ACCOUNT, alarmEmail: EMAIL }),
      fc.oneof(
        fc.record({ ...anywhere, jumpHost: flag, backupDays: from(7, 35) }, { requiredKeys: [] }),
        network,
      ),
      databases("prod"),
    ),
  )
  .map((parts) => Object.assign({}, ...parts.toReversed()) as Record<string, unknown>);

function databases(environment: "dev" | "prod"): fc.Arbitrary<Record<string, unknown>> {
  const least = environment === "dev" ? 0 : 0.5;
  return fc.oneof(
    fc.record(
      { topology: fc.constantFrom("instance", "multi-az"), ...instance },
      { requiredKeys: [] },
    ),
    fc
      .tuple(fc.integer({ min: least * 2, max: 16 }), fc.integer({ min: 4, max: 64 }), flag)
      .map(([min, max, proxy]) => ({
        topology: "aurora",
        minAcu: String(Math.min(min, max) / 2),
        maxAcu: String(max / 2),
        proxy: min > 0 && proxy,
      })),
  );
}
