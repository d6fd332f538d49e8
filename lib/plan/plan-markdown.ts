import type { UserError } from "../errors.ts";
import type { Verdict } from "../policies/findings-for.ts";
import { findingText, verdictLine } from "../policies/findings-text.ts";
import { changeLines, changeSummary, type ChangedResource } from "./changes.ts";
import type { Refusal } from "./guard/refusal.ts";

/** A plan, and what the guard and the policies say of it. */
export interface JudgedPlan {
  readonly changes: readonly ChangedResource[];
  readonly refusals: readonly Refusal[];
  readonly verdict: Verdict;
}

export interface PlanReport {
  readonly stack: string;
  /** The error is what stood in the way of a plan. */
  readonly plan: JudgedPlan | UserError;
  /** The lines of `costChange`; none where the configuration has a fault. */
  readonly cost: readonly string[];
  /** The commit that was planned. */
  readonly commit: string | undefined;
}

/** GitHub takes no longer comment. */
export const LONGEST_COMMENT = 65_536;
/** What a block without lines has at most: its title, its fence, and the sentence on what was left out. */
const LEAST_BLOCK = 500;
/** Of a block's line: an error may quote a whole document. */
const LONGEST_LINE = 1_000;
/** More changes than this are folded. */
const FEW = 25;

/** The first line of a stack's comment, by which the next one finds it. Readers do not see it. */
export const planMarker = (stack: string): string => `<!-- cruddur plan: ${stack} -->`;

/** Whether a deploy would go on from this plan. */
export const mayBeApplied = (plan: PlanReport["plan"]): plan is JudgedPlan =>
  "changes" in plan && plan.refusals.length === 0 && plan.verdict.findings.length === 0;

/**
 * A stack's plan as Markdown, for a comment on a pull request: whether it may be applied and why not, what changes, what
 * it costs. It holds names of resources and of their inputs, and values only where a finding or an error quotes them. It
 * has at most 65,536 characters: the list of changes is cut first, and says so.
 */
export function planMarkdown({ stack, plan, cost, commit }: PlanReport): string {
  const isPlan = "changes" in plan;
  const head = [
    planMarker(stack),
    `### Stack \`${stack}\`: ${isPlan ? changeSummary(plan.changes) : "there is no plan"}`,
    ...(mayBeApplied(plan) ? [] : ["**This cannot be deployed as it is.**"]),
  ];
  const tail = [
    ...(isPlan ? [`Policies: ${verdictLine(plan.verdict)}`] : []),
    ...(cost.length > 0 ? [`Cost: ${cost.join("\n- ")}`] : []),
    ...(commit === undefined ? [] : [`Plan of ${commit}.`]),
  ];
  const blocks = isPlan ? blocksOf(plan) : [faultBlock(plan)];
  let room = LONGEST_COMMENT - `${[...head, ...tail].join("\n\n")}\n`.length;
  const texts = blocks.map((block, index) => {
    const text = blockText(block, stack, room - (blocks.length - index) * LEAST_BLOCK);
    room -= text.length + 2;
    return text;
  });
  return `${[...head, ...texts, ...tail].join("\n\n")}\n`;
}

/** Lines as they are: within a block nothing is Markdown, and nobody is mentioned. */
interface Block {
  readonly title?: string;
  readonly language: "text" | "diff";
  readonly lines: readonly string[];
  readonly isFolded?: boolean;
}

function blocksOf({ changes, refusals, verdict }: JudgedPlan): Block[] {
  const blocks: Block[] = [
    {
      title: "The guard refuses it:",
      language: "text",
      lines: refusals.flatMap(({ problem, instead }) => linesOf(`${problem}\n${instead}`)),
    },
    {
      title: "It breaks policies:",
      language: "text",
      lines: verdict.findings.flatMap((finding) => [
        `${finding.resource}: ${finding.controls.join(", ")}`,
        ...linesOf(findingText(finding)).map((line) => `  ${line}`),
      ]),
    },
    { language: "diff", lines: changeLines(changes), isFolded: changes.length > FEW },
  ];
  return blocks.filter(({ lines }) => lines.length > 0);
}

const faultBlock = ({ message, hint }: UserError): Block => ({
  language: "text",
  lines: linesOf(`${message}\n${hint}`),
});

const linesOf = (text: string): string[] => text.trim().split("\n");

/** As many of the lines as there is room for, and a sentence about the rest. */
function blockText(block: Block, stack: string, room: number): string {
  const lines = block.lines.map((line) =>
    line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE - 1)}…` : line,
  );
  let used = 0;
  const fitting = lines.findIndex((line) => (used += line.length + 1) > room);
  const kept = fitting < 0 ? lines : lines.slice(0, fitting);
  const left = lines.length - kept.length;
  const { title, language, isFolded } = block;
  const fence = fenceFor(kept);
  return [
    ...(title === undefined ? [] : [title, ""]),
    ...(isFolded ? ["<details><summary>What changes</summary>", ""] : []),
    `${fence}${language}`,
    ...kept,
    fence,
    ...(isFolded ? ["", "</details>"] : []),
    ...(left === 0 ? [] : ["", leftOut(left, stack)]),
  ].join("\n");
}

const leftOut = (lines: number, stack: string) =>
  `${lines} more lines do not fit into a comment. All of them: \`npm run deploy -- --target ${stack} --dry-run\``;

/** Longer than any that the lines hold, so that none of them ends the block. */
function fenceFor(lines: readonly string[]): string {
  const runs = lines.join("\n").match(/`+/g) ?? [];
  return "`".repeat(runs.reduce((longest, { length }) => Math.max(longest, length + 1), 3));
}
