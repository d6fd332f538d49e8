import type { Refusal } from "./refusal.ts";
import { setLine } from "../../stack-config/fault.ts";
import type { Preview, PreviewStep } from "../preview.ts";

const PROVIDER = "pulumi:providers:aws";

/**
 * A refusal where the resources of a stack would be looked for in another region or account than they are in: none would
 * be found there, and all be made a second time, with the first ones left behind.
 */
export function placeChange(step: PreviewStep, { steps, stack }: Preview): Refusal[] {
  const { type, name, old, new: wanted } = step;
  if (type !== PROVIDER || old === undefined || wanted === undefined) return [];
  const held = steps.filter((it) => it.type.startsWith("aws:") && it.old !== undefined).length;
  if (held === 0) return [];
  const about = { resource: name, type, op: "update" as const, canBeAllowed: false };
  return PLACES.flatMap(({ input, key, what, read }) => {
    const [from, to] = [read(old.inputs[input]), read(wanted.inputs[input])];
    if (from === undefined || to === undefined || from === to) return [];
    return [
      {
        ...about,
        because: [input],
        problem: `It would look for ${held} resources of ${what} ${from} in ${what} ${to}, where none of them is: a stack stays where it was made.`,
        instead: `Set it back: ${setLine(stack ?? "<stack>", key, from)}\nFor a stack in ${what} ${to} make a second one beside it: pulumi stack init`,
      },
    ];
  });
}

const PLACES = [
  { input: "region", key: "region", what: "region", read: textOf },
  {
    input: "allowedAccountIds",
    key: "accountId",
    what: "account",
    read: (value: unknown) => /\d{12}/.exec(textOf(value) ?? "")?.[0],
  },
] as const;

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
