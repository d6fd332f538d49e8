import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { tellRecords } from "../domain/tell-records.ts";
import type { Zone } from "../domain/zone.ts";
import { stackTags } from "../tags.ts";
import { applyTransform, type Transform } from "../transform.ts";
import { dkimZone } from "./dkim-zone.ts";
import type { Identity } from "./identity.ts";

export interface MailSenderArgs {
  /** Physical names start with it: `cruddur-dev`. */
  prefix: string;
  stack: string;
  environment: "dev" | "prod";
  region: string;
  /** "no-reply@cruddur.example" */
  from: string;
  /** Where the records of its domain go; undefined tells them instead, for somebody to make them elsewhere. */
  zone: Zone | undefined;
  /** The domain as SES knows it before this up. */
  found: Identity | undefined;
  transform?: {
    identity?: Transform<aws.sesv2.EmailIdentityArgs>;
    configurationSet?: Transform<aws.sesv2.ConfigurationSetArgs>;
  };
}

/** AWS looks for the records within minutes of their making. */
const PATIENCE = "20m";
const TOKENS = [0, 1, 2];
/** Of any type, as the engine takes it. */
const UNKNOWN = pulumi.unknown as never;

/**
 * A domain of somebody's own from which SES sends the user pool's mail, signed by DKIM. An identity that another stack
 * has made, or somebody by hand, is used as it is: SES has one for a domain in a region.
 */
export class MailSender extends pulumi.ComponentResource {
  /**
   * How the user pool sends: known when SES has seen the domain's records. Undefined where they are made elsewhere and
   * are not there yet: the pool does not wait for them.
   */
  readonly emailConfiguration:
    pulumi.Input<aws.types.input.cognito.UserPoolEmailConfiguration> | undefined;

  constructor(name: string, args: MailSenderArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cruddur:infra:MailSender", name, {}, opts);
    const { from, found, prefix, transform, stack, zone } = args;
    const configurationSet = new aws.sesv2.ConfigurationSet(
      `${name}-set`,
      applyTransform<aws.sesv2.ConfigurationSetArgs>(
        {
          configurationSetName: `${prefix}-mail`,
          // How many come back, which AWS ends an account's sending by.
          reputationOptions: { reputationMetricsEnabled: true },
          suppressionOptions: { suppressedReasons: ["BOUNCE", "COMPLAINT"] },
          deliveryOptions: { tlsPolicy: "REQUIRE" },
        },
        transform?.configurationSet,
      ),
      { parent: this },
    );
    const { project, stack: ownStack } = stackTags(args);
    const isOwn =
      found === undefined ||
      (found.tags["project"] === project && found.tags["stack"] === ownStack);
    const sourceArn = isOwn
      ? this.#ownIdentity(name, args, configurationSet)
      : found.isVerified
        ? found.arn
        : undefined;
    if (sourceArn !== undefined) {
      this.emailConfiguration = {
        emailSendingAccount: "DEVELOPER",
        sourceArn,
        fromEmailAddress: from,
        configurationSet: configurationSet.configurationSetName,
      };
    } else {
      const next = zone === undefined ? "when the records are there" : "when it is";
      void pulumi.log.warn(
        `SES has not verified ${domainOf(from)} yet: the user pool's mail is Cognito's own until then, 50 a day. Type, ${next}: npm run deploy -- --target ${stack}`,
        this,
      );
    }
    this.registerOutputs({});
  }

  /** The ARN of the stack's own identity, when it is verified; undefined where that is not waited for. */
  #ownIdentity(
    name: string,
    { from, region, zone, found, transform }: MailSenderArgs,
    { configurationSetName }: aws.sesv2.ConfigurationSet,
  ): pulumi.Output<string> | undefined {
    const child = { parent: this };
    const domain = domainOf(from);
    const identity = new aws.sesv2.EmailIdentity(
      `${name}-identity`,
      applyTransform<aws.sesv2.EmailIdentityArgs>(
        {
          emailIdentity: domain,
          configurationSetName,
          dkimSigningAttributes: { nextSigningKeyLength: "RSA_2048_BIT" },
        },
        transform?.identity,
      ),
      child,
    );
    // A plan may tell of the block what goes into it, and nothing of what SES makes of it.
    const tokens = identity.dkimSigningAttributes.apply((its): pulumi.Output<readonly string[]> => {
      const made: readonly string[] | undefined = its?.tokens;
      return pulumi.output(made?.length === TOKENS.length ? made : UNKNOWN);
    });
    const recordOf = (token: string) => ({
      name: `${token}._domainkey.${domain}`,
      type: "CNAME" as const,
      value: `${token}.${dkimZone(region)}`,
    });
    if (zone === undefined) {
      tellRecords(
        `mail from ${domain}`,
        tokens.apply((all) => all.map(recordOf)),
        identity,
      );
      return found?.isVerified === true ? identity.arn : undefined;
    }
    const records = TOKENS.map((index) => {
      const record = tokens.apply((all) => recordOf(all[index]!));
      return new aws.route53.Record(
        `${name}-dkim-${index}`,
        {
          zoneId: zone.id,
          name: record.name,
          type: "CNAME",
          records: [record.value],
          ttl: 300,
        },
        child,
      );
    });
    const verification = new aws.ses.DomainIdentityVerification(
      `${name}-verification`,
      // SES's first API tells of an identity of the second, which has no such resource: verified is verified for both.
      { domain: identity.emailIdentity },
      { ...child, dependsOn: records, customTimeouts: { create: PATIENCE } },
    );
    return verification.arn;
  }
}

export const domainOf = (address: string): string => address.split("@")[1]!;
