// Pulumi wants a package.json in this folder, which cuts it off from the names (#lib/…) that the project's own gives.
import { PolicyPack, type Policies } from "@pulumi/policy";
import { RESOURCE_RULES, STACK_RULES } from "../lib/policies/all-rules.ts";
import { EXCEPTIONS } from "../lib/policies/exceptions.ts";
import type { Finding, PlannedResource } from "../lib/policies/finding.ts";
import { findingText } from "../lib/policies/findings-text.ts";
import { judgeResource, judgeStack } from "../lib/policies/judge.ts";
import { policyEnvironment } from "../lib/policies/policy-environment.ts";
import type { ResourceRule, StackRule } from "../lib/policies/rule.ts";
import { ENDED, endedExceptions, unwaived } from "../lib/policies/waive.ts";
import { knownParts } from "./known-parts.ts";

const environment = policyEnvironment(JSON.parse(process.env["PULUMI_CONFIG"] ?? "{}"));
const now = new Date();

/**
 * The inputs of every resource that was registered, by URN. Rules about the whole stack go by them: what the engine
 * hands over at the end are outputs, where a group has rules that others own.
 */
const inputs = new Map<string, PlannedResource["props"]>();

const report = (findings: readonly Finding[], tell: (text: string) => void): void =>
  unwaived(findings, EXCEPTIONS, environment).forEach((finding) => tell(findingText(finding)));

const ofResource = (rule: ResourceRule): Policies[number] => ({
  name: rule.name,
  description: descriptionOf(rule),
  validateResource({ type, name, urn, props }, reportViolation) {
    if (!inputs.has(urn)) inputs.set(urn, knownParts(props));
    report(
      judgeResource(rule, { type, name, props: inputs.get(urn)! }, environment).findings,
      (text) => reportViolation(text),
    );
  },
});

const ofStack = (rule: StackRule): Policies[number] => ({
  name: rule.name,
  description: descriptionOf(rule),
  validateStack({ resources }, reportViolation) {
    const planned = resources.map(({ type, name, urn, props, dependencies }) => {
      const outputs = knownParts(props);
      return {
        type,
        name,
        urn,
        props: inputs.get(urn) ?? outputs,
        id: typeof outputs["id"] === "string" ? outputs["id"] : undefined,
        dependencies: dependencies.map((it) => it.urn),
      };
    });
    const { findings } = judgeStack(rule, planned, environment);
    const byName = new Map(planned.map((it) => [`${it.type} ${it.name}`, it.urn]));
    for (const finding of findings) {
      const urn = byName.get(`${finding.type} ${finding.resource}`);
      report([finding], (text) => reportViolation(text, urn));
    }
  },
});

const descriptionOf = ({ summary, controls }: ResourceRule | StackRule): string =>
  `${summary} (${controls.join(", ")})`;

new PolicyPack("cruddur", {
  enforcementLevel: "mandatory",
  policies: [
    ...RESOURCE_RULES.map(ofResource),
    ...STACK_RULES.map(ofStack),
    {
      name: ENDED,
      description: "No exception has outlived its date",
      validateStack(_, reportViolation) {
        for (const finding of endedExceptions(EXCEPTIONS, environment, now))
          reportViolation(findingText(finding));
      },
    },
  ],
});
