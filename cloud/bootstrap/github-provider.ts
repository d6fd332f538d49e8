import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  GetOpenIDConnectProviderCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";
import { GITHUB_AUDIENCE, GITHUB_ISSUER, githubProviderArn } from "#lib/account-access/github";
import type { StackPlace } from "#lib/account-access/place";
import { differs, missing, orNone, type Finding, type Part } from "./part.ts";

/** GitHub as an identity provider, of which an account has one for all its stacks. */
export class GithubProvider implements Part {
  readonly name = `identity provider ${GITHUB_ISSUER}`;
  readonly #iam: IAMClient;
  readonly #arn: string;

  constructor(iam: IAMClient, place: StackPlace) {
    this.#iam = iam;
    this.#arn = githubProviderArn(place);
  }

  async look(): Promise<readonly Finding[]> {
    const found = await this.#found();
    if (found === undefined) return [missing("made, for jobs of GitHub Actions")];
    return found.ClientIDList?.includes(GITHUB_AUDIENCE)
      ? []
      : [differs(`without the audience ${GITHUB_AUDIENCE}: with it`)];
  }

  async mend(): Promise<void> {
    if ((await this.#found()) === undefined) {
      await this.#iam.send(
        new CreateOpenIDConnectProviderCommand({
          Url: `https://${GITHUB_ISSUER}`,
          ClientIDList: [GITHUB_AUDIENCE],
        }),
      );
      return;
    }
    const OpenIDConnectProviderArn = this.#arn;
    const ClientID = GITHUB_AUDIENCE;
    await this.#iam.send(
      new AddClientIDToOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, ClientID }),
    );
  }

  #found() {
    const OpenIDConnectProviderArn = this.#arn;
    return orNone(["NoSuchEntityException", "NoSuchEntity"], () =>
      this.#iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn })),
    );
  }
}
