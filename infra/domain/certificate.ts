import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { applyTransform, type Transform } from "../transform.ts";
import { tellRecords } from "./tell-records.ts";
import type { Zone } from "./zone.ts";

export interface CertificateArgs {
  /** "app.cruddur.example" */
  domainName: string;
  /** Where its records go; undefined tells them instead, for somebody to make them elsewhere. */
  zone: Zone | undefined;
  /** What is to be up whether or not anybody makes the records: the wait for them comes after it. */
  after: pulumi.Resource[];
  transform?: { certificate?: Transform<aws.acm.CertificateArgs> };
}

/** CloudFront takes certificates of this region alone, wherever the stack is. */
const REGION = "us-east-1";

/**
 * AWS looks for the records within minutes of their making. Longer than that nobody watches an up; the next one goes on
 * from here.
 */
const PATIENCE = "20m";

/**
 * A certificate for a name of somebody's own, its record of proof, and the wait until AWS has seen that. All that is
 * waited for is up before, so that a certificate without its record leaves a stack that works but for the name.
 */
export class Certificate extends pulumi.ComponentResource {
  /** Known when AWS has issued it. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: CertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cruddur:infra:Certificate", name, {}, opts);
    const child = { parent: this };
    const certificate = new aws.acm.Certificate(
      `${name}-certificate`,
      applyTransform<aws.acm.CertificateArgs>(
        { domainName: args.domainName, validationMethod: "DNS", region: REGION },
        args.transform?.certificate,
      ),
      child,
    );
    const proof = certificate.domainValidationOptions.apply(([option]) => option!);
    const after = [...args.after];
    if (args.zone) {
      const record = new aws.route53.Record(
        `${name}-proof`,
        {
          zoneId: args.zone.id,
          name: proof.resourceRecordName,
          type: proof.resourceRecordType,
          records: [proof.resourceRecordValue],
          ttl: 300,
          // AWS gives all certificates of an account for one name the same record: another stack's may be there.
          allowOverwrite: true,
        },
        child,
      );
      after.push(record);
    } else {
      tellRecords(
        `${args.domainName}'s certificate`,
        proof.apply((it) => [
          {
            name: it.resourceRecordName.replace(/\.$/, ""),
            type: "CNAME" as const,
            value: it.resourceRecordValue,
          },
        ]),
        certificate,
      );
    }
    const validation = new aws.acm.CertificateValidation(
      `${name}-validation`,
      { certificateArn: certificate.arn, region: REGION },
      { ...child, dependsOn: after, customTimeouts: { create: PATIENCE } },
    );
    this.arn = validation.certificateArn;
    this.registerOutputs({ arn: this.arn });
  }
}
