import { recordOf } from "./inputs.ts";
import type { ResourceRule, StackRule } from "./rule.ts";
import { TYPES } from "./resource-types.ts";

/** Web ACLs one by one. */
export const WEB_ACL_RULES: readonly ResourceRule[] = [
  {
    name: "web-acl-judges",
    controls: ["WAF.10"],
    summary: "A web ACL has a rule",
    types: [TYPES.webAcl],
    *faults(inputs) {
      if (inputs.list("rules").length > 0) return;
      yield { found: "it has no rule", wanted: "one at least", change: "Give it rules." };
    },
  },
  {
    name: "web-acl-counted",
    controls: ["WAF.12"],
    summary: "Each rule of a web ACL has a figure in CloudWatch",
    types: [TYPES.webAcl],
    *faults(inputs) {
      for (const rule of inputs.list("rules").map(recordOf)) {
        if (recordOf(rule["visibilityConfig"])["cloudwatchMetricsEnabled"] === true) continue;
        yield {
          found: `rule ${String(rule["name"])} is not counted`,
          wanted: "a figure: who is refused would otherwise be known to nobody",
          change: "Set visibilityConfig.cloudwatchMetricsEnabled: true.",
        };
      }
    },
  },
];

/** Web ACLs beside what else there is. */
export const STACK_WEB_ACL_RULES: readonly StackRule[] = [
  {
    name: "web-acl-logged",
    controls: ["WAF.11", "CKV2_AWS_31"],
    summary: "What a web ACL refuses is logged",
    *faults(resources) {
      const logs = resources.filter(({ type }) => type === TYPES.webAclLogging).length;
      for (const acl of resources.filter(({ type }) => type === TYPES.webAcl).slice(logs)) {
        yield {
          resource: acl,
          found: "it has no log",
          wanted: "one",
          change: "Make an aws.wafv2.WebAclLoggingConfiguration for it.",
        };
      }
    },
  },
];
