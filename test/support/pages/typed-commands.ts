/** A command of this project as a text shows it. */
export interface TypedCommand {
  /** `db:setup`; of a group, `dev-ip:*`, it ends in a colon. */
  readonly name: string;
  /** `--target`, `-t` */
  readonly flags: readonly string[];
  /** As it stands there, for messages. */
  readonly text: string;
}

/** `npm run NAME`, or the three that npm knows without `run`; then, after two hyphens, the options. */
const COMMAND =
  /\bnpm (?:run ([a-z][\w-]*(?::[\w-]*)?)|(start|stop|test)\b)(?: \[?-- ((?:\$\{[^}]*\}|(?!npm )[^\n`"'#;|&)\]])*))?/g;

/** The commands in a text: Markdown, or a source whose messages say what to type. */
export function typedCommandsIn(text: string): TypedCommand[] {
  return [...text.matchAll(COMMAND)].map(([all, name, known, rest = ""]) => {
    // In a sentence the options end where it goes on: "… -- --target dev, and …".
    const options = rest.split(/[,.;:](?:\s|$)/)[0]!;
    return {
      name: name ?? known!,
      flags: [...options.matchAll(/(?<=^|\s|\[)(--[a-z][\w-]*|-[a-zA-Z])(?![\w-])/g)].map(
        ([, flag]) => flag!,
      ),
      text: all.trim(),
    };
  });
}
