import { isCommon, type CommandDescription, type OptionDescription } from "./description.ts";

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

/** npm knows these without `run`. */
const WITHOUT_RUN = new Set(["start", "stop", "test"]);

/** `npm run db:setup`, `npm start` */
export const typedName = (name: string): string =>
  WITHOUT_RUN.has(name) ? `npm ${name}` : `npm run ${name}`;

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
    "Options come after two hyphens, since npm keeps to itself what comes before them: `npm run db:setup -- --dry-run`. There are no other words, but for `bench` and `completion`: a target is `--target prod`. Every command has `--help`, and `npm run completion -- --help` says how bash, zsh and fish complete all of it.",
    "Exit codes: 0 done, 1 failed or something found, 2 refused or misused and nothing done, 130 ended by Ctrl-C.",
    ...groups.map(({ title, commands: list }) => `## ${title}\n\n${overview(list)}`),
    "## Options that many commands have",
    optionTable(commonOptions(commands)),
    "A program that reads `--json` finds `ok` and, for a failure, `error` and `hint` in the one value printed on standard output; everything for people goes to standard error then.",
    ...groups.flatMap(({ commands: list }) => list.filter(hasMore).map(section)),
  ].join("\n\n")}\n`;
}

function overview(commands: readonly CommandDescription[]): string {
  const rows = commands.map((command) => {
    const name = `\`${typedName(command.name)}\``;
    return `| ${hasMore(command) ? `[${name}](#${anchorOf(command)})` : name} | ${cell(command.summary)} |`;
  });
  return ["| type | what it does |", "| --- | --- |", ...rows].join("\n");
}

function section(command: CommandDescription): string {
  const { words = [] } = command;
  const own = command.options.filter((option) => !isCommon(option));
  const common = command.options.filter(isCommon).map(({ flag }) => `\`${flag}\``);
  return [
    `### ${typedName(command.name)}`,
    `${escaped(command.summary)}.`,
    ...(command.details ? [unindented(command.details)] : []),
    ...(words.length > 0 ? [`Words: ${words.map((word) => `\`${word}\``).join(", ")}.`] : []),
    ...(own.length > 0 ? [optionTable(own)] : []),
    ...(common.length > 0 ? [`${own.length > 0 ? "Also" : "Options"}: ${common.join(", ")}.`] : []),
  ].join("\n\n");
}

/** Whether there is more to say than its name and one sentence. */
const hasMore = ({ options, details, words = [] }: CommandDescription): boolean =>
  options.length > 0 || words.length > 0 || details !== undefined;

/** As GitHub makes it from the heading. */
const anchorOf = ({ name }: CommandDescription): string =>
  typedName(name)
    .replace(/[^\w -]/g, "")
    .replaceAll(" ", "-");

function optionTable(options: readonly OptionDescription[]): string {
  const rows = options.map(
    ({ flag, short, value, summary, choices, default: fallback, required }) => {
      const names = [short, value === undefined ? flag : `${flag} ${value}`].filter(Boolean);
      const notes = [
        choices && `one of ${choices.map((choice) => `\`${choice}\``).join(", ")}`,
        fallback === undefined ? undefined : `default: ${fallback}`,
        required ? "required" : undefined,
      ].filter(Boolean);
      const text = notes.length > 0 ? `${summary} (${notes.join("; ")})` : summary;
      return `| \`${names.join(", ")}\` | ${cell(text)} |`;
    },
  );
  return ["| option | what it does |", "| --- | --- |", ...rows].join("\n");
}

/** Each once, as the first command that has it says it. */
function commonOptions(commands: readonly CommandDescription[]): OptionDescription[] {
  const found = new Map<string, OptionDescription>();
  // Chores come from one declaration; the others' words differ a little.
  for (const { name, options } of commands) {
    if (!name.includes(":")) continue;
    for (const option of options.filter(isCommon)) {
      if (!found.has(option.flag)) found.set(option.flag, option);
    }
  }
  return [...found.values()];
}

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
