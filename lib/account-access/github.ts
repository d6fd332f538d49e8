import { RefusedError } from "../errors.ts";
import { ACCESS_PATH, accessName, globalArn, type StackPlace } from "./place.ts";

/** Where GitHub's tokens come from, as AWS calls it. */
export const GITHUB_ISSUER = "token.actions.githubusercontent.com";

/** Whom the tokens are for. */
export const GITHUB_AUDIENCE = "sts.amazonaws.com";

export const githubProviderArn = (place: StackPlace) =>
  globalArn(place, "iam", `oidc-provider/${GITHUB_ISSUER}`);

/**
 * A repository as GitHub's tokens name it: `owner/name`, or `owner@1/name@2` with the immutable ids
 * (https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens/). Throws a RefusedError
 * for anything else: what is no whole name would let in others.
 */
export function parseRepository(text: string): string {
  if (
    /^[\w-]+(@\d+)?\/[\w.-]+(@\d+)?$/.test(text) &&
    text.includes("@") === /@\d+\/.*@\d+$/.test(text)
  ) {
    return text;
  }
  throw new RefusedError(
    `--github is ${JSON.stringify(text)}, and a repository is wanted: OWNER/NAME, or OWNER@ID/NAME@ID. Nothing was done.`,
    `GitHub says which of the two it is: gh api repos/OWNER/NAME --jq '"\\(.owner.login)@\\(.owner.id)/\\(.name)@\\(.id)"'`,
  );
}

/** What a job does, which decides its GitHub environment: the stack's name, or that and `-plan`. */
export type CiRole = "deploy" | "plan";

export const ciRoleName = (place: StackPlace, what: CiRole) => accessName(place, what);

export const ciRoleArn = (place: StackPlace, what: CiRole) =>
  globalArn(place, "iam", `role${ACCESS_PATH}${ciRoleName(place, what)}`);

export const ciEnvironment = ({ stack }: StackPlace, what: CiRole) =>
  what === "deploy" ? stack : `${stack}-plan`;

/** Who may take a role of CI: jobs of one repository in one of its environments, by a token for AWS. */
export function ciTrust(place: StackPlace, repository: string, what: CiRole): object {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: githubProviderArn(place) },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            [`${GITHUB_ISSUER}:aud`]: GITHUB_AUDIENCE,
            [`${GITHUB_ISSUER}:sub`]: `repo:${repository}:environment:${ciEnvironment(place, what)}`,
          },
        },
      },
    ],
  };
}
