import type * as pulumi from "@pulumi/pulumi";
import type { FunctionSpec } from "#lib/domain/functions";

/** Lines of a log group that are counted into a metric. */
export interface LogCount {
  /** Part of the logical name; never changed. */
  readonly role: string;
  /** Part of the physical name. */
  readonly name: string;
  readonly logGroupName: pulumi.Input<string>;
  /** In CloudWatch's language of JSON patterns, at most 1,024 characters. */
  readonly pattern: string;
  readonly metric: string;
}

/** Whether people wait for it. The migrator is none of those: when it fails, so does the `up` that called it. */
export const isService = ({ spec }: { readonly spec: FunctionSpec }): boolean =>
  spec.trigger !== undefined || spec.name === "api";

/** The namespace of the stack's own metrics. @param prefix of physical names */
export const namespaceOf = (prefix: string): string => `Cruddur/${prefix}`;

export const PROFILE_PENDING = "ProfilePending";
export const SIGN_UP_FAILURES = "SignUpFailures";

/**
 * Whether it refuses people by throwing, as Cognito wants it of this trigger. Lambda counts each `HANDLE_TAKEN` as an
 * error, and anybody on the internet can cause one: its failures are counted by its log instead.
 */
export const refusesByThrowing = ({ trigger }: FunctionSpec): boolean => trigger === "PreSignUp";

/**
 * What is a fault of ours in the log of a function that refuses by throwing:
 *
 * - its own lines of level `error`, of which `TRY_LATER` is one;
 * - its runtime's line of an error that was thrown (level `ERROR`, `LogPatch.js` of aws-lambda-nodejs-runtime-
 *   interface-client), unless it is of the refusals' class. A module that does not load is told in the same way;
 * - Lambda's own report of a time-out, the end of memory or of the process. Of what was merely thrown it knows no class
 *   and says `Runtime.Unknown` (`fatalerror.go` of aws-lambda-runtime-interface-emulator).
 *
 * No comparison by `!=` stands alone: what that says of a line without the property is nowhere written.
 */
const FAILURES = `{ ${[
  '($.level = "error")',
  '(($.level = "ERROR") && ($.message.errorType = "*") && ($.message.errorType != "RefusedSignUp"))',
  '(($.type = "platform.report") && ($.record.status = "timeout"))',
  '(($.type = "platform.report") && ($.record.errorType = "Runtime.*") && ($.record.errorType != "Runtime.Unknown"))',
].join(" || ")} }`;

/** What is counted in the log of a function that people wait for. */
export function logCountsOf(spec: FunctionSpec, logGroupName: pulumi.Input<string>): LogCount[] {
  return [
    {
      role: `pending-in-${spec.name}`,
      name: `profile-pending-${spec.name}`,
      logGroupName,
      pattern: '{ $.event = "profile_pending" }',
      metric: PROFILE_PENDING,
    },
    ...(refusesByThrowing(spec)
      ? [
          {
            role: `failures-in-${spec.name}`,
            name: `failures-${spec.name}`,
            logGroupName,
            pattern: FAILURES,
            metric: SIGN_UP_FAILURES,
          },
        ]
      : []),
  ];
}
