import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Database } from "./database.ts";

export interface DatabaseEventsArgs {
  database: Database;
  /** Where the mail goes out. Its policy must let `events.rds.amazonaws.com` publish. */
  topicArn: pulumi.Input<string>;
  /** Physical names start with it: `cruddur-prod`. */
  prefix: string;
}

/**
 * Subscriptions to RDS's events about the server (RDS.19, RDS.20), of a cluster each instance too, and about parameter
 * groups (RDS.21). RDS's own security groups (RDS.22) are not among it: they are for servers outside of a VPC, which AWS
 * makes no more. A proxy's events are of its making and its end alone.
 */
export class DatabaseEvents extends pulumi.ComponentResource {
  constructor(name: string, args: DatabaseEventsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cruddur:infra:DatabaseEvents", name, {}, opts);
    const { database, topicArn, prefix } = args;
    const subscribe = (role: string, more: Omit<aws.rds.EventSubscriptionArgs, "snsTopic">) =>
      new aws.rds.EventSubscription(
        `${name}-${role}`,
        { name: `${prefix}-${role}`, snsTopic: topicArn, ...more },
        { parent: this },
      );
    if (database.isCluster) {
      subscribe("server", {
        sourceType: "db-cluster",
        sourceIds: [database.identifier],
        eventCategories: ["failover", "failure", "maintenance", "notification"],
      });
    }
    subscribe(database.isCluster ? "instances" : "server", {
      sourceType: "db-instance",
      sourceIds: [...database.instanceIdentifiers],
      eventCategories: [
        "availability",
        "configuration change",
        "deletion",
        "failover",
        "failure",
        "low storage",
        "maintenance",
        "recovery",
      ],
    });
    subscribe("parameters", {
      sourceType: "db-parameter-group",
      eventCategories: ["configuration change"],
    });
    this.registerOutputs({});
  }
}
