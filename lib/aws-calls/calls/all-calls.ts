import type { ResourceCalls } from "../resource-calls.ts";
import { BACKUP_CALLS } from "./backup.ts";
import { EC2_CALLS } from "./ec2.ts";
import { ENTRANCE_CALLS } from "./entrance.ts";
import { FUNCTION_CALLS } from "./functions.ts";
import { NAME_CALLS } from "./names.ts";
import { PAGE_CALLS } from "./page.ts";
import { RDS_CALLS } from "./rds.ts";
import { WAF_CALLS } from "./waf.ts";
import { WATCH_CALLS } from "./watch.ts";

/** By Pulumi's type, all that stacks have. */
export const ALL_CALLS: Readonly<Record<string, ResourceCalls>> = {
  ...BACKUP_CALLS,
  ...EC2_CALLS,
  ...ENTRANCE_CALLS,
  ...FUNCTION_CALLS,
  ...NAME_CALLS,
  ...PAGE_CALLS,
  ...RDS_CALLS,
  ...WAF_CALLS,
  ...WATCH_CALLS,
};
