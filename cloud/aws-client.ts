import { codeOf, messageOf, UserError } from "#lib/errors";

// Our lowest Node is a promise of our own; the SDK's plans for later versions are no news for a learner's terminal.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

/** The options of every client of ours. Endpoint and credentials come from the SDK's own variables and files. */
export function clientConfig(region: string): { readonly region: string; maxAttempts: number } {
  return { region, maxAttempts: 4 };
}

/** The name of an AWS error: `InvalidPermission.Duplicate`. */
export function awsCode(error: unknown): string {
  const { Code, name } = (error ?? {}) as { readonly Code?: unknown; readonly name?: unknown };
  return typeof Code === "string" ? Code : typeof name === "string" ? name : "";
}

/** Runs calls to AWS. What a person can mend becomes a UserError; `what` is what was wanted, after "AWS does not": "tell of group sg-1". */
export async function asking<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw awsProblem(error, what) ?? error;
  }
}

/** An error of the SDK in words that say what to do; undefined when it is none of the conditions a person can mend. */
export function awsProblem(error: unknown, what: string): UserError | undefined {
  if (error instanceof UserError) return undefined;
  const hint = hintFor(error);
  if (hint === undefined) return undefined;
  const says = messageOf(error) || codeOf(error) || awsCode(error);
  return new UserError(`AWS does not ${what}: ${says}`, hint, { cause: error });
}

const SIGN_IN = "Sign in: aws login, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and its companions.";

function hintFor(error: unknown): string | undefined {
  const code = awsCode(error);
  if (/^(CredentialsProviderError|TokenProviderError|AuthFailure)$/.test(code)) return SIGN_IN;
  if (/expired/i.test(code)) return `The sign-in has expired. ${SIGN_IN}`;
  if (
    /^(InvalidClientTokenId|UnrecognizedClient(Exception)?|InvalidSignature|SignatureDoesNotMatch)/.test(
      code,
    )
  ) {
    return `These credentials are not AWS's. ${SIGN_IN}`;
  }
  if (/^(UnauthorizedOperation|AccessDenied(Exception)?)$/.test(code)) {
    return "Your user or role lacks this permission, or you are signed in to another account. Who may do what: docs/operations.md";
  }
  if (/NotFound|Malformed/.test(code)) {
    return "Is it this account and this region? Compare with: pulumi stack output";
  }
  if (/^InvalidDB\w+State/.test(code))
    return "Its state does not allow this now; wait, then try again.";
  if (/^(Throttl|RequestLimitExceeded|TooManyRequests)/.test(code)) return "Try again in a minute.";
  const network = codeOf(error) ?? codeOf((error as { cause?: unknown } | undefined)?.cause);
  if (
    network &&
    /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/.test(
      network,
    )
  ) {
    return "Is there a network? AWS is reached over HTTPS.";
  }
  return code === "TimeoutError" ? "Is there a network? AWS is reached over HTTPS." : undefined;
}
