import { UserError } from "../errors.ts";
import { setLine } from "./fault.ts";
import type { StackConfig } from "./stack-config.ts";

/**
 * The account that `Pulumi.prod.yaml` names until somebody has one: the file is complete, so that its cost can be told
 * and its plan tested, and it leads nowhere. AWS gives this number to nobody.
 */
export const PLACEHOLDER_ACCOUNT = "000000000000";

/** Returns a configuration whose account exists, or throws the line to type. Asked before anything is planned. */
export function checkedDeployable<Config extends StackConfig>(config: Config): Config {
  if (config.environment === "local" || config.accountId !== PLACEHOLDER_ACCOUNT) return config;
  throw new UserError(
    `Pulumi.${config.stack}.yaml names no account yet: accountId is ${PLACEHOLDER_ACCOUNT}.`,
    `${setLine(config.stack, "accountId", "$(aws sts get-caller-identity --query Account --output text)").replaceAll("'", '"')}\nSee first that these are the credentials for ${config.stack}: aws sts get-caller-identity`,
  );
}
