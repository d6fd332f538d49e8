import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { messageOf } from "#lib/errors";

/** A domain that SES knows in the stack's region. */
export interface Identity {
  readonly arn: string;
  /** SES has seen its records, and sends for it. */
  readonly isVerified: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** What SES knows of a domain; undefined where it does not. A lookup that fails for any other reason throws. */
export async function findIdentity(
  domain: string,
  opts: pulumi.InvokeOptions,
): Promise<Identity | undefined> {
  try {
    const found = await aws.sesv2.getEmailIdentity({ emailIdentity: domain }, opts);
    return { arn: found.arn, isVerified: found.verifiedForSendingStatus, tags: found.tags };
  } catch (error) {
    if (/NotFoundException|couldn't find resource|empty result/i.test(messageOf(error))) {
      return undefined;
    }
    throw error;
  }
}
