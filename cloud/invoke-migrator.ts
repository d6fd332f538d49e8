import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { UserError } from "#lib/errors";
import { asking, clientConfig } from "./aws-client.ts";

export interface Migrator {
  readonly region: string;
  readonly functionName: string;
}

// Lambda ends a function after 15 minutes at the latest; the answer comes then.
const PATIENCE_MS = 16 * 60_000;

/**
 * Has the migrator function, which is in the database's network, do something, and waits for it.
 *
 * @param event of `lambda/migrator/event.ts`; it may hold a password and is shown to nobody
 * @returns the function's result
 * @throws UserError with the function's own message when it failed
 */
export async function invokeMigrator(
  { region, functionName }: Migrator,
  event: object,
): Promise<object> {
  const client = new LambdaClient({
    ...clientConfig(region),
    // A second invocation would not know what became of the first.
    maxAttempts: 1,
    requestHandler: { requestTimeout: PATIENCE_MS, socketTimeout: PATIENCE_MS },
  });
  const answer = await asking(`invoke ${functionName}`, () =>
    client.send(new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) })),
  );
  const result = parseObject(Buffer.from(answer.Payload ?? []).toString());
  if (answer.FunctionError === undefined) return result;
  const { errorMessage } = result as { readonly errorMessage?: unknown };
  const [message = "", ...more] = String(errorMessage ?? answer.FunctionError).split("\n");
  throw new UserError(
    `${functionName} failed: ${message}`,
    [...more, `Its log: aws logs tail /aws/lambda/${functionName} --region ${region}`].join("\n"),
  );
}

function parseObject(text: string): object {
  try {
    return Object(JSON.parse(text)) as object;
  } catch {
    return {};
  }
}
