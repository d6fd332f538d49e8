import * as pulumi from "@pulumi/pulumi";

/**
 * Gives every role that the program makes from now on the policy beyond which it may not go. In one place: a component
 * that forgot it would be refused by whoever deploys with the right to make bounded roles only.
 */
export function boundRoles(policyArn: string): void {
  pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
    type === "aws:iam/role:Role"
      ? { props: { ...props, permissionsBoundary: policyArn }, opts }
      : undefined,
  );
}
