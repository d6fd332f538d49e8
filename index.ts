import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { deployedPage, type DeployedPage } from "#lib/bundle/deployed-page";
import { hasCloudFront } from "#lib/aws-data/cloudfront";
import { dashboardUrl } from "#lib/dashboard-url";
import { functionNamed, SERVING_FUNCTIONS, type FunctionName } from "#lib/domain/functions";
import { MASTER_USER } from "#lib/domain/master-user";
import { leasePeriod } from "#lib/lease/lease";
import { tryPublicAddress } from "#lib/public-address";
import { resourcePrefix, type AwsConfig } from "#lib/stack-config/stack-config";
import type { StackOutputs } from "#lib/stack-outputs";
import { forEngine, readConfig } from "./config.ts";
import { SecurityGroups } from "./infra/network/security-groups.ts";
import { announce } from "./infra/announce.ts";
import { Api } from "./infra/api/api.ts";
import { awsProviderArgs } from "./infra/aws-provider.ts";
import { Budget } from "./infra/budget.ts";
import { Database } from "./infra/database/database.ts";
import { DATABASE_NAME } from "./infra/database/names.ts";
import { DatabaseProxy } from "./infra/database/proxy.ts";
import { findNames } from "./infra/domain/find-names.ts";
import { namedSite } from "./infra/domain/named-site.ts";
import { bundleAll, type Bundles } from "./infra/functions/code.ts";
import { KeepWarm } from "./infra/functions/keep-warm.ts";
import { waysIn } from "./infra/network/ways-in.ts";
import { localStack } from "./infra/local-stack.ts";
import { MailSender } from "./infra/mail/mail-sender.ts";
import { Network } from "./infra/network/network.ts";
import { NightStop } from "./infra/night-stop.ts";
import { NodeFunction } from "./infra/functions/node-function.ts";
import { PageHeaders } from "./infra/site/page-headers.ts";
import { boundRoles } from "./infra/permissions-boundary.ts";
import { Schema } from "./infra/schema/schema.ts";
import { UserPool } from "./infra/user-pool.ts";
import { Waf } from "./infra/waf/waf.ts";
import { watch } from "./infra/watch.ts";

/** When a deploy made its plan: applied later, it must come to the same lease. */
const plannedAt = (): Date => new Date(process.env["CRUDDUR_PLANNED_AT"] ?? Date.now());

/**
 * The stack that is selected: what `pulumi up` makes of `Pulumi.<stack>.yaml`.
 *
 * With CRUDDUR_LEASE=keep the lease of whoever ran the last up stays as it is, for a plan that is applied from elsewhere;
 * with `renew` it is opened anew though address and period are the same, for who has closed it after the last up.
 *
 * @param now when it is made: the one thing of a plan that depends on the clock is when a lease is renewed
 */
export default async function stack(now = plannedAt()): Promise<object> {
  const config = readConfig();
  if (config.environment === "local") return localStack();
  // Before the first resource: a function that does not build costs nothing.
  const bundles = await forEngine(() => bundleAll(config.region));
  const page = hasCloudFront(config.region) ? await forEngine(() => deployedPage()) : undefined;
  const lease = process.env["CRUDDUR_LEASE"];
  const address =
    config.database.publicAccess && lease !== "keep"
      ? await tryPublicAddress((text) => void pulumi.log.warn(text))
      : undefined;
  const { leaseHours } = config.database;
  const renewal = lease === "renew" ? now.toISOString() : leasePeriod(now, leaseHours);
  await announce(config);
  return awsStack({ config, bundles, page, address, renewal });
}

interface AwsStackArgs {
  readonly config: AwsConfig;
  readonly bundles: Bundles;
  /** Undefined where the region has no CloudFront. */
  readonly page: DeployedPage | undefined;
  /** Of who runs the program; undefined where it is not asked for, or could not be found. */
  readonly address: string | undefined;
  /** Another text than last time renews the lease. */
  readonly renewal: string;
}

/** Cruddur on AWS. Logical names are literals: what a configuration changes must not rename a resource. */
async function awsStack(args: AwsStackArgs): Promise<Outputs> {
  const { config, bundles, page, address, renewal } = args;
  const { stack: target, environment, region, logRetentionDays } = config;
  const { isProtected, nightStop, proxy, publicAccess } = config.database;
  const prefix = resourcePrefix(config);
  if (config.permissionsBoundary !== undefined) boundRoles(config.permissionsBoundary);
  const provider = new aws.Provider("cruddur-aws", awsProviderArgs(config));
  const opts = { providers: [provider] };
  const { siteZone, mail } = await findNames(config, provider);

  const network = new Network(
    "cruddur-network",
    { ...config.network, isPrivate: !publicAccess, proxy, prefix, logRetentionDays },
    opts,
  );
  const access = new SecurityGroups(
    "cruddur-access",
    { vpcId: network.vpcId, prefix, proxy },
    opts,
  );
  const database = new Database(
    "cruddur-database",
    {
      config: config.database,
      prefix,
      subnetIds: network.databaseSubnetIds,
      securityGroupId: access.databaseGroupId,
      logRetentionDays,
    },
    opts,
  );
  const { developerAccess, jump } = waysIn(
    { config, prefix, network, access, database, address, renewal },
    opts,
  );

  const functionArgs = (name: FunctionName) => ({
    prefix,
    spec: functionNamed(name),
    code: bundles[name],
    region,
    target,
    subnetIds: network.functionSubnetIds,
    logRetentionDays,
  });
  const migrator = new NodeFunction(
    "cruddur-migrator",
    {
      ...functionArgs("migrator"),
      endpoint: database.endpoint,
      securityGroupId: access.migratorGroupId,
      // Elsewhere the migrations' own lock sees to it that there is one at a time.
      reservedConcurrency: environment === "prod" ? 1 : undefined,
    },
    opts,
  );
  const schema = new Schema(
    "cruddur-schema",
    {
      config,
      database,
      migrator,
      developerAccess,
      isRestored: config.database.restoreFrom !== undefined,
    },
    opts,
  );
  const databaseProxy = proxy
    ? new DatabaseProxy(
        "cruddur-proxy",
        {
          database,
          region,
          subnetIds: network.proxySubnetIds!,
          securityGroupId: access.proxyGroupId!,
          prefix,
          roles: SERVING_ROLES,
          logRetentionDays,
        },
        opts,
      )
    : undefined;

  const serving = {
    endpoint: databaseProxy?.endpoint ?? database.endpoint,
    securityGroupId: access.functionGroupId,
  };
  // A function that answers before the schema is there would refuse people.
  const afterSchema = { ...opts, dependsOn: [...schema.ready] };
  const trigger = (name: FunctionName) =>
    new NodeFunction(
      `cruddur-${name}`,
      {
        ...functionArgs(name),
        ...serving,
        reservedConcurrency: config.functions.triggerConcurrency,
      },
      afterSchema,
    );
  const preSignUp = trigger("pre-sign-up");
  const postConfirmation = trigger("post-confirmation");
  const postAuthentication = trigger("post-authentication");
  const triggers = { preSignUp, postConfirmation, postAuthentication };
  const sender = mail && new MailSender("cruddur-mail", { ...config, ...mail, prefix }, opts);
  const userPool = new UserPool(
    "cruddur-user-pool",
    { prefix, isProtected, triggers, email: sender?.emailConfiguration },
    opts,
  );
  const waf = config.site.waf
    ? new Waf(
        "cruddur-waf",
        { prefix, userPoolArn: userPool.arn, hasSite: page !== undefined },
        opts,
      )
    : undefined;
  const pageHeaders = page && new PageHeaders("cruddur-page-headers", { prefix, region }, opts);
  // A developer's own page and curl may ask a development stack.
  const originKey = environment === "prod" ? pageHeaders?.policyId : undefined;
  const apiFunction = new NodeFunction(
    "cruddur-api",
    {
      ...functionArgs("api"),
      ...serving,
      reservedConcurrency: config.functions.apiConcurrency,
      environment: {
        USER_POOL_ID: userPool.userPoolId,
        CLIENT_ID: userPool.clientId,
        ...(originKey ? { ORIGIN_KEY: originKey } : {}),
      },
    },
    afterSchema,
  );
  const api = new Api(
    "cruddur-http-api",
    {
      prefix,
      function: apiFunction,
      issuer: userPool.issuer,
      audience: userPool.clientId,
      allowedOrigins: config.allowedOrigins,
      logRetentionDays,
    },
    opts,
  );

  const functions = [preSignUp, postConfirmation, postAuthentication, apiFunction] as const;
  const topicArn = watch(
    {
      config,
      database,
      apiId: api.apiId,
      userPool,
      functions,
      ...(databaseProxy ? { proxyName: databaseProxy.proxyName } : {}),
    },
    opts,
  );
  // The migrator most of all: it may be idle for months, and then the next `up` would fail.
  new KeepWarm("cruddur-keep-warm", { prefix, functions: [...functions, migrator] }, opts);
  if (nightStop) new NightStop("cruddur-night-stop", { prefix, ...nightStop, database }, opts);
  if (config.monthlyBudgetUsd !== undefined && config.alarmEmail !== undefined) {
    new Budget(
      "cruddur-budget",
      { prefix, monthlyUsd: config.monthlyBudgetUsd, email: config.alarmEmail },
      opts,
    );
  }

  const site =
    page &&
    pageHeaders &&
    namedSite(
      {
        domainName: config.site.domainName,
        zone: siteZone,
        after: [schema, api],
        prefix,
        region,
        target,
        page,
        clientId: userPool.clientId,
        headersPolicyId: pageHeaders.policyId,
        webAclArn: waf?.siteAclArn,
        api,
        originKey,
      },
      opts,
    );

  return {
    environment,
    region,
    databaseHost: database.host,
    databasePort: database.port,
    databaseName: DATABASE_NAME,
    databaseUser: MASTER_USER,
    databaseSecretArn: database.masterSecretArn,
    databaseResourceId: database.resourceId,
    databaseIdentifier: database.identifier,
    databasePublic: publicAccess,
    securityGroupId: access.databaseGroupId,
    userPoolId: userPool.userPoolId,
    userPoolClientId: userPool.clientId,
    apiUrl: api.url,
    ...(site ? { siteUrl: site.url } : {}),
    migratorFunctionName: migrator.name,
    ...(jump ? { jumpHostId: jump.instanceId } : {}),
    ...(topicArn ? { alarmTopicArn: topicArn } : {}),
    dashboardUrl: dashboardUrl(config),
  };
}

type Outputs = { readonly [Name in keyof StackOutputs]: pulumi.Input<StackOutputs[Name]> };

const SERVING_ROLES = [...new Set(SERVING_FUNCTIONS.map(({ role }) => role))];
