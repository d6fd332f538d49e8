import * as pulumi from "@pulumi/pulumi";

/** Who may do what in the page's bucket, as the JSON of a policy: the one distribution reads, and nobody without TLS. */
export function bucketPolicy(
  bucketArn: pulumi.Output<string>,
  distributionArn: pulumi.Output<string>,
): pulumi.Output<string> {
  const objects = pulumi.interpolate`${bucketArn}/*`;
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "DistributionReads",
        Effect: "Allow",
        Principal: { Service: "cloudfront.amazonaws.com" },
        Action: "s3:GetObject",
        Resource: objects,
        Condition: { StringEquals: { "AWS:SourceArn": distributionArn } },
      },
      {
        Sid: "NobodyWithoutTls",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [bucketArn, objects],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
}
