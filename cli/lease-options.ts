import type { OptionSpecs } from "./options.ts";

/** Which security group a `dev-ip:*` command works on: a stack's, or one that is named while the stack has no outputs yet. */
export const LEASE_PLACE_OPTIONS = {
  target: {
    type: "value",
    value: "NAME",
    short: "t",
    summary: "whose database: the name of a Pulumi stack",
  },
  securityGroup: {
    type: "value",
    value: "ID",
    summary: "this security group instead of a stack's, with --region and --stack",
  },
  region: { type: "value", value: "REGION", summary: "the region of --security-group" },
  stack: { type: "value", value: "NAME", summary: "the stack of --security-group" },
} as const satisfies OptionSpecs;

/** Whose lease it is. */
export const LEASE_OWNER_OPTIONS = {
  developer: {
    type: "value",
    value: "NAME",
    summary: "whose lease",
    defaultText: "git's user.email, or the login",
  },
  workspace: {
    type: "value",
    value: "NAME",
    summary: "where the developer works",
    defaultText:
      "CRUDDUR_WORKSPACE, otherwise the cloud workspace's, the dev container's or this machine's name",
  },
} as const satisfies OptionSpecs;
