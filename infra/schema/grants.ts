import * as postgresql from "@pulumi/postgresql";
import * as pulumi from "@pulumi/pulumi";
import { grantPlans } from "./plans.ts";
import type { DatabaseAccess } from "./roles.ts";

export interface DatabaseGrantsArgs {
  access: DatabaseAccess;
  /** The database that holds the tables. */
  database: pulumi.Input<string>;
  /** Resources that must be there before: the migrations. */
  after: readonly pulumi.Resource[];
}

/**
 * The privileges of the access model and the extension that the bootcamp's SQL calls, on a database that has its tables.
 * Whatever the model does not give is taken away.
 */
export class DatabaseGrants extends pulumi.ComponentResource {
  constructor(name: string, args: DatabaseGrantsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cruddur:infra:DatabaseGrants", name, {}, opts);
    const { access, database, after } = args;
    const child = { ...access.onServer, parent: this };
    // The first migration has made it, as the owner. Dropping it would take the defaults along that call it.
    new postgresql.Extension(
      `${name}-uuid-ossp`,
      { name: "uuid-ossp", schema: "public", database, createCascade: false, dropCascade: false },
      { ...child, dependsOn: [...after] },
    );
    // One after the other. Two on one object meet in its catalog row ("tuple concurrently updated"), and two of one role
    // in the provider's locks ("deadlock detected").
    let last: pulumi.Resource[] = [...after];
    for (const { key, ...grant } of grantPlans()) {
      const made = new postgresql.Grant(
        `${name}-${key}`,
        { ...grant, database, withGrantOption: false },
        { ...child, dependsOn: last },
      );
      last = [made];
    }
    this.registerOutputs({});
  }
}
