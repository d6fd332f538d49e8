import { FUNCTIONS } from "./functions.ts";

/**
 * The names of all log groups that a stack can have, whatever its configuration.
 *
 * @param prefix of its physical names: `cruddur-dev`
 */
export function logGroupNames(prefix: string): string[] {
  const database = `${prefix}-database`;
  return [
    ...FUNCTIONS.map(({ name }) => `/aws/lambda/${prefix}-${name}`),
    ...["postgresql", "upgrade", "iam-db-auth-error"].flatMap((log) => [
      `/aws/rds/instance/${database}/${log}`,
      `/aws/rds/cluster/${database}/${log}`,
    ]),
    `/aws/rds/proxy/${prefix}-proxy`,
    `/aws/vendedlogs/apigateway/${prefix}-api`,
    `/aws/vpc/${prefix}`,
  ];
}
