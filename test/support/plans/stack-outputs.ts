import type { StackOutputs } from "#lib/stack-outputs";

/** The outputs of a public stack on AWS. */
export const STACK_OUTPUTS: StackOutputs = {
  environment: "dev",
  region: "eu-west-1",
  databaseHost: "cruddur-dev.abc.eu-west-1.rds.amazonaws.com",
  databasePort: 5432,
  databaseName: "cruddur",
  databaseUser: "cruddur_admin",
  databaseResourceId: "db-ABCDEFGHIJKL",
  databaseIdentifier: "cruddur-dev",
  databasePublic: true,
  securityGroupId: "sg-0123456789abcdef0",
  userPoolId: "eu-west-1_abcdefghi",
  userPoolClientId: "0123456789abcdefghijklmnop",
  siteUrl: "https://d1.cloudfront.net",
  apiUrl: "https://abc.execute-api.eu-west-1.amazonaws.com",
  migratorFunctionName: "cruddur-dev-migrator",
};
