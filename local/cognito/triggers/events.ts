import type { UpstreamContext } from "../internals.ts";

export type TriggerName = "PreSignUp" | "PostConfirmation" | "PostAuthentication";

/** A call of cognito-local's triggers to its Lambda client. */
export interface TriggerCall {
  clientId: string | null;
  clientMetadata?: unknown;
  triggerSource: string;
  userAttributes: Readonly<Record<string, string>>;
  username: string;
  userPoolId: string;
}

/** The event as AWS shapes it; cognito-local's differs in version, region, `sub`, status and validation data. */
export function triggerEventFor(
  trigger: TriggerName,
  call: TriggerCall,
  request: UpstreamContext["request"],
): object {
  const clientMetadata = call.clientMetadata ?? undefined;
  return {
    version: "1",
    region: call.userPoolId.slice(0, call.userPoolId.indexOf("_")),
    userPoolId: call.userPoolId,
    userName: call.username,
    callerContext: {
      awsSdkVersion: "aws-sdk-unknown-unknown",
      clientId: call.clientId ?? "CLIENT_ID_NOT_APPLICABLE",
    },
    triggerSource: call.triggerSource,
    request: {
      userAttributes: eventAttributes(trigger, call.userAttributes),
      ...requestExtras(trigger, request),
      ...(clientMetadata !== undefined && { clientMetadata }),
    },
    response:
      trigger === "PreSignUp"
        ? { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false }
        : {},
  };
}

function eventAttributes(
  trigger: TriggerName,
  attributes: Readonly<Record<string, string>>,
): Record<string, string> {
  const { sub, ...others } = attributes;
  // The user does not exist before PreSignUp is done, so it has neither a sub nor a status.
  if (trigger === "PreSignUp") return others;
  return { ...(sub && { sub }), "cognito:user_status": "CONFIRMED", ...others };
}

function requestExtras(trigger: TriggerName, request: UpstreamContext["request"]): object {
  if (trigger === "PostAuthentication") return { newDeviceUsed: false };
  if (trigger !== "PreSignUp") return {};
  const pairs = request?.["ValidationData"];
  if (!Array.isArray(pairs)) return { validationData: null };
  const named = pairs as { Name: string; Value?: string }[];
  return {
    validationData: Object.fromEntries(named.map(({ Name, Value }) => [Name, Value ?? ""])),
  };
}
