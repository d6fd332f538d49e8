import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { issuerFor } from "#lib/domain/user-pool";
import { composePool } from "./compose.ts";
import { answerTo, type CognitoRequest, type CognitoResponse } from "./protocol.ts";
import type { Mail } from "./mail.ts";
import { clientId, userPoolId } from "./seed.ts";
import { openSigningKey } from "./signing-key.ts";
import type { InvokeTrigger } from "./triggers/lambda.ts";

export interface CognitoOptions {
  /** Where users and the signing key are kept; made, for this user only, when it is not there. */
  directory: string;
  /** Invokes a trigger's function once, within Cognito's 5 s. */
  invokeTrigger: InvokeTrigger;
  /** Takes what would have been sent by mail. */
  deliver(mail: Mail): void;
  /** Takes one line for each request, and for a file that had to be restored. Never a name, an address or a secret. */
  log(line: object): void;
  /** @default the machine's clock */
  now?(): Date;
}

export interface LocalCognito {
  readonly userPoolId: string;
  readonly clientId: string;
  /** The `iss` of its tokens: as on AWS, though nothing answers there. */
  readonly issuer: string;
  /** The public keys of its tokens, as `/.well-known/jwks.json` shows them. */
  jwks(): { keys: object[] };
  /** One request of Cognito's JSON protocol. Never throws. */
  handle(request: CognitoRequest): Promise<CognitoResponse>;
}

/**
 * A user pool in this process: cognito-local's storage and actions, with what differs from Cognito put right.
 * @throws UserError when the directory's files are damaged
 */
export async function openCognito(options: CognitoOptions): Promise<LocalCognito> {
  const { directory, log } = options;
  await mkdir(join(directory, "db"), { recursive: true, mode: 0o700 });
  const key = await openSigningKey(directory);
  const issuer = issuerFor(userPoolId);
  const pool = await composePool({
    directory: join(directory, "db"),
    key,
    issuer,
    clock: { get: options.now ?? (() => new Date()) },
    invokeTrigger: options.invokeTrigger,
    deliver: options.deliver,
    log,
  });
  return {
    userPoolId,
    clientId,
    issuer,
    jwks: () => ({ keys: [key.jwk] }),
    handle: (request) => answerTo(pool, request, log),
  };
}
