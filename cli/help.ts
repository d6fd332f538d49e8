import { typed } from "#lib/terminal/typed";
import type { Command } from "./command.ts";
import { describeCommand, namesOf, textOf, type OptionDescription } from "./description.ts";
import type { WordsSpec } from "./options.ts";

/** The text that `--help` prints, in lines of at most `width` characters but for what cannot be broken. */
export function helpFor(command: Command, width = 80): string {
  const { name, summary, details = "", examples = {}, words, options } = describeCommand(command);
  const usage = ["--", "[options]", words && `[${words.value}${words.many ? " …" : ""}]`];
  const paragraphs = details.split("\n\n").filter(Boolean);
  const lists: [title: string, rows: [left: string, right: string][]][] = [
    ["Examples", Object.entries(examples).map(([rest, says]) => [typed(name, rest), says])],
    ["Words", words ? [[words.value, words.summary], ...choicesOf(words)] : []],
    ["Options", [...options.map(rowOf), ["-h, --help", "show this help"]]],
  ];
  return `${[
    `Usage: ${[typed(name), ...usage.filter(Boolean)].join(" ")}`,
    wrapped(`${summary}.`, width),
    ...paragraphs.map((text) => (/^ /.test(text) ? text : wrapped(text, width))),
    ...lists
      .filter(([, rows]) => rows.length > 0)
      .map(([title, rows]) => `${title}:\n${columns(rows, width)}`),
  ].join("\n\n")}\n`;
}

/** Long names stand below each other, whether or not there is a letter before them. */
const rowOf = (option: OptionDescription): [string, string] => [
  option.short === undefined ? `    ${namesOf(option)}` : namesOf(option),
  textOf(option),
];

const choicesOf = ({ choices = {} }: WordsSpec) =>
  Object.entries(choices).map(([word, says]): [string, string] => [`  ${word}`, says]);

/** Two columns. The right one begins in the next line where the left one is too long for it. */
function columns(rows: readonly [left: string, right: string][], width: number): string {
  const longest = Math.max(...rows.map(([left]) => left.length));
  const indent = Math.min(longest, Math.floor(width * 0.45)) + 4;
  return rows
    .map(([left, right]) => {
      const text = wrapped(right, width - indent).replaceAll("\n", `\n${" ".repeat(indent)}`);
      const isLong = left.length + 4 > indent;
      return `  ${isLong ? `${left}\n${" ".repeat(indent)}` : left.padEnd(indent - 2)}${text}`;
    })
    .join("\n");
}

/** A paragraph in lines of at most `width` characters; its own line breaks do not count. */
function wrapped(text: string, width: number): string {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join("\n");
}
