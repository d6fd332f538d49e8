import type { IncomingMessage } from "node:http";
import { actionsOf } from "#lib/aws-calls/actions";
import type { StandInAccount } from "../stand-in-aws/account.ts";
import { DEPLOYER } from "./denial.ts";

/** botocore's names of services that sign their requests otherwise. */
const SERVICES: Readonly<Record<string, string>> = {
  cloudcontrolapi: "cloudcontrol",
  ses: "sesv2",
};

/**
 * AWS's answer to a request that no policy of the account's settings allows on anything; undefined where one does, or there
 * are none. On what a command may act is not judged here.
 */
export function deniedAnswer(
  account: StandInAccount,
  { headers, url = "/" }: IncomingMessage,
  body: string,
): { readonly status: number; readonly body: string } | undefined {
  const { policies } = account.settings;
  const [, signed] =
    /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)/.exec(headers.authorization ?? "") ?? [];
  if (policies === undefined || signed === undefined || signed === "sts") return undefined;
  const target = String(headers["x-amz-target"] ?? "");
  const operation =
    target.split(".")[1] ?? operationOf(url) ?? new URLSearchParams(body).get("Action");
  if (!operation) return undefined;
  const allowed = new Set(
    policies.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action)),
  );
  const lacking = actionsOf(SERVICES[signed] ?? signed, operation).find((one) => !allowed.has(one));
  if (lacking === undefined) return undefined;
  const message = `User: ${DEPLOYER} is not authorized to perform: ${lacking}`;
  return target === "" && !url.startsWith("/2")
    ? {
        status: 403,
        body: `<Response><Errors><Error><Code>AccessDenied</Code><Message>${message}</Message></Error></Errors></Response>`,
      }
    : { status: 403, body: JSON.stringify({ __type: "AccessDeniedException", message }) };
}

/** Lambda's, which are told by the path alone. */
function operationOf(url: string): string | undefined {
  if (/\/functions\/[^/]+\/invocations/.test(url)) return "Invoke";
  if (/\/functions\/[^/]+\/concurrency/.test(url)) return "GetFunctionConcurrency";
  return url.includes("/account-settings") ? "GetAccountSettings" : undefined;
}
