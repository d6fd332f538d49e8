import { API_RULES } from "./api-rules.ts";
import { BUCKET_RULES, STACK_BUCKET_RULES } from "./bucket-rules.ts";
import { COGNITO_RULES } from "./cognito-rules.ts";
import { DATABASE_OPERATION_RULES } from "./database-operation-rules.ts";
import { DATABASE_RULES } from "./database-rules.ts";
import { DATABASE_SETTING_RULES } from "./database-setting-rules.ts";
import { DISTRIBUTION_RULES } from "./distribution-rules.ts";
import { FUNCTION_RULES } from "./function-rules.ts";
import { IAM_RULES } from "./iam-rules.ts";
import { LOG_RULES } from "./log-rules.ts";
import { MAIL_RULES } from "./mail-rules.ts";
import { NETWORK_RULES } from "./network-rules.ts";
import type { ResourceRule, StackRule } from "./rule.ts";
import { STACK_DATABASE_RULES } from "./stack-database-rules.ts";
import { STACK_FUNCTION_RULES } from "./stack-function-rules.ts";
import { STACK_NETWORK_RULES } from "./stack-network-rules.ts";
import { TAG_RULES } from "./tag-rules.ts";
import { TRUST_RULES } from "./trust-rules.ts";
import { STACK_WEB_ACL_RULES, WEB_ACL_RULES } from "./web-acl-rules.ts";

/** The rules about resources one by one. */
export const RESOURCE_RULES: readonly ResourceRule[] = [
  ...DATABASE_RULES,
  ...DATABASE_OPERATION_RULES,
  ...DATABASE_SETTING_RULES,
  ...NETWORK_RULES,
  ...FUNCTION_RULES,
  ...API_RULES,
  ...COGNITO_RULES,
  ...BUCKET_RULES,
  ...DISTRIBUTION_RULES,
  ...LOG_RULES,
  ...MAIL_RULES,
  ...IAM_RULES,
  ...TRUST_RULES,
  ...WEB_ACL_RULES,
];

/** The rules about a stack as a whole. */
export const STACK_RULES: readonly StackRule[] = [
  ...STACK_DATABASE_RULES,
  ...STACK_FUNCTION_RULES,
  ...STACK_NETWORK_RULES,
  ...STACK_BUCKET_RULES,
  ...STACK_WEB_ACL_RULES,
  ...TAG_RULES,
];
