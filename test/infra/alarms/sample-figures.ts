import * as pulumi from "@pulumi/pulumi";
import { figuresOf, type Figures, type FiguresArgs } from "#infra/alarms/figures";
import { devConfig } from "#test/plans/stack-configs";
import { sampleFunction } from "../sample-functions.ts";

/** What a stack `prod` is watched by. Call it inside of planOf. */
export const sampleFigures = (changes: Partial<FiguresArgs> = {}): Figures =>
  figuresOf({
    prefix: "cruddur-prod",
    config: devConfig().database,
    database: {
      identifier: pulumi.output("cruddur-prod-database"),
      instanceIdentifiers: [pulumi.output("cruddur-prod-database")],
    },
    apiId: "a1b2c3",
    userPool: {
      userPoolId: pulumi.output("eu-central-1_c0ffee"),
      clientId: pulumi.output("c0ffee0client0id"),
    },
    functions: [
      sampleFunction("pre-sign-up"),
      sampleFunction("post-confirmation"),
      sampleFunction("post-authentication"),
      sampleFunction("api"),
      sampleFunction("migrator"),
    ],
    sendsMail: false,
    ...changes,
  });
