import type { Inputs } from "@pulumi/pulumi";
import { ACCOUNT } from "../aws-answers.ts";
import { deniedWords, isAllowed } from "./decide.ts";
import { requestsFor, type Verb } from "./requests.ts";
import type { StandInAccount } from "../stand-in-aws/account.ts";
import type { Tags } from "../stand-in-aws/tags.ts";

/** Who asks, where the settings have policies for them. */
export const DEPLOYER = `arn:aws:sts::${ACCOUNT}:assumed-role/cruddur-dev-deploy/stand-in`;

/**
 * AWS's words where the policies of the account's settings do not let a call of these verbs through; undefined where they
 * do, or there are none.
 *
 * @param its inputs and outputs of the resource, and its `id`
 */
export function denialOf(
  account: StandInAccount,
  verbs: readonly Verb[],
  {
    type,
    its,
    tagsOfStack,
  }: { readonly type: string; readonly its: Inputs; readonly tagsOfStack: Tags },
): string | undefined {
  const { policies } = account.settings;
  if (policies === undefined) return undefined;
  const roleOf = (role: string) => {
    const held = account
      .all("aws:iam/role:Role")
      .find(({ id, outputs }) => [id, outputs["name"], outputs["arn"]].includes(role));
    return held && { type: held.type, its: held.inputs };
  };
  const asked = { type, its: { ...its, tagsOfStack } };
  const denied = verbs
    .flatMap((verb) => requestsFor(verb, asked, roleOf))
    .find((request) => !isAllowed(policies, request));
  return denied && deniedWords(denied, DEPLOYER);
}
