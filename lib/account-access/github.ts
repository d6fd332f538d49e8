import { ACCESS_PATH, accessName, globalArn, type StackPlace } from "./place.ts";

/** Where GitHub's tokens come from, as AWS calls it. */
export const GITHUB_ISSUER = "token.actions.githubusercontent.com";

/** Whom the tokens are for. */
export const GITHUB_AUDIENCE = "sts.amazonaws.com";

export const githubProviderArn = (place: StackPlace) =>
  globalArn(place, "iam", `oidc-provider/${GITHUB_ISSUER}`);

/**
 * A repository as GitHub's tokens name it: `owner/name`, or `owner@1/name@2` with the immutable ids
 * (https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens/). Throws an Error that
 * says what is wanted for anything else: what is no whole name would let in others.
 */
export function parseRepository(text: string): string {
  const meant = withoutAddress(text);
  if (meant === text && isRepository(text)) return text;
  throw new Error(
    isRepository(meant)
      ? `did you mean ${meant}?`
      : "a repository is wanted, OWNER/NAME, or OWNER@ID/NAME@ID with the ids that docs/continuous-integration.md tells how to ask for.",
  );
}

const isRepository = (text: string) =>
  /^[\w-]+(@\d+)?\/[\w.-]+(@\d+)?$/.test(text) && text.includes("@") === /@\d+\/.*@\d+$/.test(text);

/** A repository as a browser or `git clone` has it. */
const withoutAddress = (text: string) =>
  text
    .replace(/^(?:(?:https?|ssh):\/\/)?(?:git@)?(?:www\.)?github\.com[/:]/, "")
    .replace(/(?:\.git)?\/?$/, "");

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

/**
 * Whom a role's trust lets in, in words: `jobs of owner/name in its environment dev`, a subject of another kind as it is, or
 * a principal's ARN. None of a trust that cannot be read.
 *
 * @param trust JSON, as IAM keeps it
 */
export function letIn(trust: string): string[] {
  const named: string[] = [];
  try {
    JSON.parse(trust, (key, value: unknown) => {
      if (key === `${GITHUB_ISSUER}:sub` || key === "AWS")
        named.push(...[value].flat().map(String));
      return value;
    });
  } catch {
    return []; // told as one that differs
  }
  return named.map((name) =>
    name.replace(/^repo:([^:]+):environment:(.+)$/, "jobs of $1 in its environment $2"),
  );
}
