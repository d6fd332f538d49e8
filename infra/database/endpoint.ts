import type * as pulumi from "@pulumi/pulumi";

/** How functions reach the database: directly, or by way of the proxy. */
export interface DatabaseEndpoint {
  readonly host: pulumi.Output<string>;
  readonly port: pulumi.Output<number>;
  /** The database's name on the server. */
  readonly databaseName: string;
  /** The identifier that `rds-db:connect` names: `db-…`, `cluster-…` or `prx-…`. */
  readonly resourceId: pulumi.Output<string>;
  /** Behind the proxy a named prepared statement would pin its session. */
  readonly isProxy: boolean;
}
