import * as postgresql from "@pulumi/postgresql";
import * as pulumi from "@pulumi/pulumi";
import { rolePlans } from "./plans.ts";
import { postgresqlProviderArgs, type PostgresqlConnection } from "./provider.ts";
import { applyTransform, type Transform } from "../transform.ts";

export interface DatabaseAccessArgs {
  connection: PostgresqlConnection;
  /**
   * The resource that holds the server's data. When it is replaced the roles are made on the new one, and when it is
   * deleted they are gone with it.
   */
  heldBy?: pulumi.Resource;
  /**
   * Roles that are there already and are taken over as they are.
   * @default none
   */
  existing?: readonly string[];
  /** Resources that must be there before anything connects. @default none */
  after?: readonly pulumi.Resource[];
  transform?: { role?: Transform<postgresql.RoleArgs> };
}

/**
 * The roles of the access model, over a connection of Pulumi's own, for a server that it can reach. Their privileges
 * follow when there are tables (`DatabaseGrants`); nothing here deletes a role, which would delete what it owns.
 */
export class DatabaseAccess extends pulumi.ComponentResource {
  readonly provider: postgresql.Provider;
  /** Options for whatever else is made on this server. */
  readonly onServer: pulumi.CustomResourceOptions;

  constructor(name: string, args: DatabaseAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cruddur:infra:DatabaseAccess", name, {}, opts);
    const { connection, heldBy, existing = [], after = [], transform } = args;
    this.provider = new postgresql.Provider(
      `${name}-provider`,
      postgresqlProviderArgs(connection),
      { parent: this, dependsOn: [...after] },
    );
    this.onServer = {
      provider: this.provider,
      retainOnDelete: true,
      ...(heldBy ? { replaceWith: [heldBy], deletedWith: heldBy } : {}),
    };
    const made: postgresql.Role[] = [];
    for (const plan of rolePlans(connection.server)) {
      const role = new postgresql.Role(
        `${name}-${plan.name}`,
        applyTransform<postgresql.RoleArgs>({ ...plan }, transform?.role),
        {
          ...this.onServer,
          parent: this,
          // One after the other: those that others are members of come first, and memberships share a catalog row.
          dependsOn: [...made],
          ...(existing.includes(plan.name) ? { import: plan.name } : {}),
        },
      );
      made.push(role);
    }
    this.registerOutputs({ roles: made.map((role) => role.name) });
  }
}
