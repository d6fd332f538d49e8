/** A policy of IAM as we write one. */
export interface Policy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Condition;
}

/** `{ StringEquals: { "aws:ResourceTag/stack": ["dev"] } }` */
export type Condition = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** A managed policy takes so many characters; blanks do not count. (IAM and STS quotas) */
export const MOST_CHARACTERS = 6_144;

/** So many managed policies can be attached to a role, unless the account's quota was raised. */
export const MOST_ATTACHED = 10;

export const policyOf = (statements: readonly Statement[]): Policy => ({
  Version: "2012-10-17",
  Statement: statements,
});

/** Statements as policies of the length that AWS takes, in their order, and no more of them than that wants. */
export function packed(statements: readonly Statement[]): Policy[] {
  const lists: Statement[][] = [];
  for (const statement of statements) {
    const last = lists.at(-1);
    const length = JSON.stringify(policyOf([...(last ?? []), statement])).length;
    if (last === undefined || length > MOST_CHARACTERS) lists.push([statement]);
    else last.push(statement);
  }
  return lists.map(policyOf);
}
