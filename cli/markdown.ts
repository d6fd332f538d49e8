import { typed } from "#lib/terminal/typed";
import {
  COMMON,
  isCommon,
  namesOf,
  textOf,
  type CommandDescription,
  type OptionDescription,
} from "./description.ts";
import type { WordsSpec } from "./options.ts";

/** Headings of the groups, by the part of a command's name before the colon. */
const GROUPS: readonly { readonly title: string; has(name: string): boolean }[] = [
  { title: "The local copy", has: isOneOf("start", "stop", "status", "logs", "reset", "doctor") },
  { title: "The database", has: (name) => name.startsWith("db:") },
  { title: "The program itself", has: (name) => !name.includes(":") },
  { title: "More", has: () => true },
];

function isOneOf(...names: readonly string[]) {
  return (name: string) => names.includes(name);
}

/** The text of docs/commands.md. */
export function commandsMarkdown(commands: readonly CommandDescription[]): string {
  const groups = GROUPS.map(({ title, has }, index) => ({
    title,
    commands: commands.filter(
      ({ name }) => has(name) && !GROUPS.slice(0, index).some((earlier) => earlier.has(name)),
    ),
  })).filter((group) => group.commands.length > 0);
  return `${[
    "# Commands",
    "<!-- Made by `npm run docs` from the declarations in scripts/. Do not edit. -->",
    "Options come after two hyphens, since npm keeps to itself what comes before them: `npm run db:setup -- --dry-run`. There are no other words, but for `bench`, `completion` and `test`: a target is `--target prod`. Every command has `--help`, and `npm run completion -- --help` says how bash, zsh and fish complete all of it.",
    "Exit codes: 0 done, 1 failed or something found, 2 refused or misused and nothing done, 130 ended by Ctrl-C.",
    ...groups.map(({ title, commands: list }) => `## ${title}\n\n${overview(list)}`),
    "## Options that many commands have",
    optionTable(COMMON),
    "A program that reads `--json` finds `ok` and, for a failure, `error` and `hint` in the one value printed on standard output; everything for people goes to standard error then.",
    ...groups.flatMap(({ commands: list }) => list.filter(hasMore).map(section)),
  ].join("\n\n")}\n`;
}

function overview(commands: readonly CommandDescription[]): string {
  const rows = commands.map((command) => {
    const name = `\`${typed(command.name)}\``;
    return `| ${hasMore(command) ? `[${name}](#${anchorOf(command)})` : name} | ${cell(command.summary)} |`;
  });
  return ["| type | what it does |", "| --- | --- |", ...rows].join("\n");
}

function section(command: CommandDescription): string {
  const { name, details, examples = {}, words, options } = command;
  const own = options.filter((option) => !isCommon(option));
  const common = options.filter(isCommon).map(({ flag }) => `\`${flag}\``);
  const longest = Math.max(...Object.keys(examples).map((rest) => typed(name, rest).length));
  const lines = Object.entries(examples).map(
    ([rest, says]) => `${typed(name, rest).padEnd(longest)}  # ${says}`,
  );
  return [
    `### ${typed(name)}`,
    `${escaped(command.summary)}.`,
    ...(details ? [unindented(details)] : []),
    ...(lines.length > 0 ? [`\`\`\`sh\n${lines.join("\n")}\n\`\`\``] : []),
    ...(words ? wordsOf(words) : []),
    ...(own.length > 0 ? [optionTable(own)] : []),
    ...(common.length > 0 ? [`${own.length > 0 ? "Also" : "Options"}: ${common.join(", ")}.`] : []),
  ].join("\n\n");
}

const wordsOf = ({ value, summary, choices, many }: WordsSpec): string[] => [
  `${many ? "Words" : "A word"}, \`${value}\`: ${summary}.`,
  ...(choices ? [table("word", Object.entries(choices))] : []),
];

/** Whether there is more to say than its name and one sentence. */
const hasMore = ({ options, details, words }: CommandDescription): boolean =>
  options.length > 0 || words !== undefined || details !== undefined;

/** As GitHub makes it from the heading. */
const anchorOf = ({ name }: CommandDescription): string =>
  typed(name)
    .replace(/[^\w -]/g, "")
    .replaceAll(" ", "-");

const optionTable = (options: readonly OptionDescription[]): string =>
  table(
    "option",
    options.map((option) => [namesOf(option), textOf(option)]),
  );

/** Words to type, and what they mean. */
const table = (heading: string, rows: readonly (readonly [name: string, text: string])[]): string =>
  [
    `| ${heading} | what it does |`,
    "| --- | --- |",
    ...rows.map(([name, text]) => `| \`${name}\` | ${cell(text)} |`),
  ].join("\n");

const cell = (text: string): string => escaped(text).replaceAll("|", "\\|");

/** Names in angle brackets are no HTML. */
const escaped = (text: string): string => text.replace(/<(?=\w)/g, "\\<");

/** Paragraphs; indented lines are commands to type. */
function unindented(details: string): string {
  return details
    .split("\n\n")
    .map((paragraph) => {
      if (/^ {2}/.test(paragraph)) {
        return `\`\`\`sh\n${paragraph.replace(/^ {2}/gm, "")}\n\`\`\``;
      }
      return escaped(paragraph.replaceAll("\n", " "));
    })
    .join("\n\n");
}
