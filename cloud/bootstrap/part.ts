import { awsCode } from "../aws-client.ts";

/** One thing that an account needs before a first deploy. */
export interface Part {
  /** `bucket cruddur-state-123456789012-eu-central-1` */
  readonly name: string;
  /** Looks at AWS. What is missing or differs, a phrase each, as `mend` would put it right; none where all is as wanted. */
  look(): Promise<readonly Finding[]>;
  /** Makes it, or sets right what differs. It can be cut off anywhere: the next look finds what is left. */
  mend(): Promise<void>;
}

export interface Finding {
  /** `missing` is made for the first time; `differs` was changed since. */
  readonly kind: "missing" | "differs";
  readonly says: string;
}

export const missing = (says: string): Finding => ({ kind: "missing", says });
export const differs = (says: string): Finding => ({ kind: "differs", says });

/** What a look at AWS gives; undefined where AWS says by one of these codes that there is none. */
export async function orNone<T>(
  codes: readonly string[],
  look: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (codes.includes(awsCode(error))) return undefined;
    throw error;
  }
}
