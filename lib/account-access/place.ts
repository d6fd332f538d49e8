import { bucketName } from "../bucket-name.ts";
import { resourcePrefix } from "../stack-config/stack-config.ts";

/** A stack's place on AWS, which names and ARNs are made from. */
export interface StackPlace {
  /** `aws`; in other clouds of AWS's `aws-us-gov` or `aws-cn`. */
  readonly partition: string;
  /** 12 digits. */
  readonly account: string;
  readonly region: string;
  readonly stack: string;
}

/** An ARN in the stack's account and region. */
export const arnIn = (
  { partition, region, account }: StackPlace,
  service: string,
  resource: string,
) => `arn:${partition}:${service}:${region}:${account}:${resource}`;

/** An ARN of what has an account and no region: IAM, budgets, dashboards. */
export const globalArn = ({ partition, account }: StackPlace, service: string, resource: string) =>
  `arn:${partition}:${service}::${account}:${resource}`;

/** The bucket of all states of an account and region: with the account's number in its name, or in the account's own namespace. */
export const stateBucket = ({ account, region }: StackPlace) =>
  bucketName("cruddur-state", account, region).bucket;

/** The alias of the key that encrypts the bucket and what is secret in the states. */
export const STATE_KEY_ALIAS = "alias/cruddur-state";

/**
 * Where policies and roles of people are. A stack's own begin with `cruddur-NAME-` and have no path, so that a policy
 * for those never fits these, whatever a stack is called.
 */
export const ACCESS_PATH = "/cruddur/";

/** `cruddur-dev-boundary`, `cruddur-dev-developer` */
export const accessName = (place: StackPlace, what: string) => `${resourcePrefix(place)}-${what}`;

export const policyArn = (place: StackPlace, what: string) =>
  globalArn(place, "iam", `policy${ACCESS_PATH}${accessName(place, what)}`);
