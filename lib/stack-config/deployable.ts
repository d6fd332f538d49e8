import { UserError } from "../errors.ts";
import { removeLine, setLine } from "./fault.ts";
import { ACCOUNT_NOW } from "./keys.ts";
import type { StackConfig } from "./stack-config.ts";

/**
 * The account that `Pulumi.prod.yaml` names until somebody has one: the file is complete, so that its cost can be told
 * and its plan tested, and it leads nowhere. AWS gives this number to nobody.
 */
export const PLACEHOLDER_ACCOUNT = "000000000000";

/** Who gets the alarms in the same file; RFC 2606 gives the domain to nobody. */
const PLACEHOLDER_EMAIL = "you@example.com";

/** Returns a configuration whose account and addressee exist, or throws the lines to type. Asked before anything is planned. */
export function checkedDeployable<Config extends StackConfig>(config: Config): Config {
  if (config.environment === "local") return config;
  const { stack, accountId, alarmEmail } = config;
  const lacking: string[] = [];
  const lines: string[] = [];
  if (accountId === PLACEHOLDER_ACCOUNT) {
    lacking.push(`no account yet: accountId is ${PLACEHOLDER_ACCOUNT}`);
    lines.push(
      setLine(stack, "accountId", ACCOUNT_NOW),
      `See first that these are the credentials for ${stack}: aws sts get-caller-identity`,
    );
  }
  if (alarmEmail === PLACEHOLDER_EMAIL) {
    lacking.push(`nobody for its alarms: alarmEmail is ${PLACEHOLDER_EMAIL}`);
    lines.push(setLine(stack, "alarmEmail", "YOUR-ADDRESS"));
  }
  if (lacking.length === 0) return config;
  throw new UserError(`Pulumi.${stack}.yaml names ${lacking.join(", and ")}.`, lines.join("\n"));
}

/** What RFC 2606 and RFC 6761 give to nobody, and RFC 6762 to the local network. */
const NOBODYS = /(^|\.)(example(\.(com|net|org))?|test|invalid|localhost|local)$/;

/**
 * Returns a configuration whose names can be somebody's, or throws the lines to type. Asked before a deploy, which would wait
 * for the records of such a name for ever; what one costs and would be planned can be told all the same.
 */
export function checkedNames(config: StackConfig): StackConfig {
  if (config.environment === "local") return config;
  const { stack, site, mailFrom } = config;
  const names = [
    ["domainName", site.domainName, "YOUR-DOMAIN"],
    ["mailFrom", mailFrom, "no-reply@YOUR-DOMAIN"],
  ] as const;
  const wrong = names.filter(([, name]) => NOBODYS.test(name?.split("@").at(-1) ?? ""));
  if (wrong.length === 0) return config;
  throw new UserError(
    `Pulumi.${stack}.yaml has names that can be nobody's: ${wrong.map(([key, name]) => `${key} is ${name}`).join(", ")}.`,
    wrong
      .flatMap(([key, , yours]) => [setLine(stack, key, yours), `or: ${removeLine(stack, key)}`])
      .join("\n"),
  );
}
