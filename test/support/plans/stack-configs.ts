import assert from "node:assert/strict";
import { parseStackConfig } from "#lib/stack-config/parse";
import type { AwsConfig } from "#lib/stack-config/stack-config";

/** A stack of environment dev as a file with nothing but these keys makes it: `{ topology: "aurora" }`. */
export function devConfig(keys: Readonly<Record<string, unknown>> = {}): AwsConfig {
  return awsConfig("dev", { environment: "dev", ...keys });
}

/** The same of environment prod, with what prod wants beside it. */
export function prodConfig(keys: Readonly<Record<string, unknown>> = {}): AwsConfig {
  return awsConfig("prod", {
    environment: "prod",
    accountId: "123456789012",
    alarmEmail: "ops@cruddur.example",
    allowedOrigins: ["https://cruddur.example"],
    ...keys,
  });
}

function awsConfig(stack: string, values: Readonly<Record<string, unknown>>): AwsConfig {
  const config = parseStackConfig(stack, values);
  assert.ok(config.environment !== "local");
  return config;
}
