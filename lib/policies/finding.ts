/** The environments that policies tell apart; a stack of any other name is judged as one of them. */
export type PolicyEnvironment = "dev" | "prod";

/** One resource of the plan, whatever it was read from: a preview, mocks, or the engine's own analysis. */
export interface PlannedResource {
  /** Pulumi's token: `aws:rds/instance:Instance`. */
  readonly type: string;
  /** The logical name: `cruddur-database-instance`. */
  readonly name: string;
  /** The inputs. What cannot be known yet is `undefined` under its key, Pulumi's sentinel, or `CANNOT_TELL`. */
  readonly props: Readonly<Record<string, unknown>>;
  /** The physical id, where it is known: what other resources' inputs refer to it by. */
  readonly id?: string | undefined;
  readonly urn?: string | undefined;
  /** The URNs that its inputs come from. */
  readonly dependencies?: readonly string[] | undefined;
}

/** One thing that is wrong with a resource, and its remedy. */
export interface Fault {
  /** `publiclyAccessible is true` */
  readonly found: string;
  /** `false: only functions reach it` */
  readonly wanted: string;
  /** The remedy, as an instruction. */
  readonly change: string;
}

export interface Finding extends Fault {
  /** The rule's name, kebab case: `database-encrypted`. */
  readonly rule: string;
  /** The same control in each catalogue: `RDS.3`, `CIS 6.0 3.2.1`, `CKV_AWS_16`; ours begin with `CRUDDUR.`. */
  readonly controls: readonly string[];
  /** The resource's logical name; `exceptions.ts` for an exception that has expired. */
  readonly resource: string;
  readonly type: string;
}

/** An open question: the value that a rule asks for is known only once the resource is there. It is no pass. */
export interface Undecided {
  readonly rule: string;
  readonly controls: readonly string[];
  readonly resource: string;
  readonly type: string;
  /** The input that is not known yet: `vpcConfig.subnetIds`. */
  readonly property: string;
}
