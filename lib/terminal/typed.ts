/** npm knows these without `run`. */
const WITHOUT_RUN = ["start", "stop", "test"];

/** Those that take `--state-directory`, without which they would work with another folder. */
export const OF_LOCAL_COPY =
  /^(db:(?!new-migration|mark$)|workspace:|(start|stop|status|reset|doctor|logs|state:recover|rds:restore)$)/;

/** Options and words as they were typed, without what a shell takes away: `[["--target", "dev"], ["--replace"]]`. */
export type TypedWords = readonly (readonly [string, string?])[];

let present: { readonly name: string; readonly words: TypedWords } | undefined;

/** Keeps what was typed for this process's command, so that an advice can say it again. */
export function rememberTyped(name: string, words: TypedWords): void {
  present = { name, words };
}

/**
 * How a command is typed with options: npm keeps to itself what comes before the two hyphens. It works on the local copy
 * that the present command works on.
 *
 * @param rest options as a shell takes them
 */
export function typed(name: string, rest = ""): string {
  const directory = present?.words.find(([flag]) => flag === "--state-directory");
  const isMeant = OF_LOCAL_COPY.test(name) && !rest.includes("--state-directory");
  const more = directory && isMeant ? textOf([directory]) : "";
  return commandLine(name, [rest, more].filter(Boolean).join(" "));
}

/**
 * How the present command is typed again, with all that was typed and more.
 *
 * @param name the command that gives the advice; when another one is present, as in a test, only `more` is said
 * @param more options, each in the place of one that was typed
 */
export function typedAgain(name: string, more: TypedWords): string {
  const words = present?.name === name ? present.words : [];
  const kept = words.filter(([flag]) => !more.some(([other]) => other === flag));
  return commandLine(name, textOf([...kept, ...more]));
}

const commandLine = (name: string, rest: string): string =>
  `npm ${WITHOUT_RUN.includes(name) ? "" : "run "}${name}${rest === "" ? "" : ` -- ${rest}`}`;

function textOf(words: TypedWords): string {
  return words
    .map(([word, value]) => {
      if (value === undefined) return shellWord(word);
      // A value with a hyphen in front would be an option.
      return `${word}${value.startsWith("-") ? "=" : " "}${shellWord(withoutPassword(value))}`;
    })
    .join(" ");
}

/** An advice is pasted into issues: of a connection URL it shows no password. */
const withoutPassword = (value: string): string =>
  /^postgres(ql)?:/i.test(value)
    ? value
        .replace(/^([^:]*:\/\/[^:@/?]*):.*@/s, "$1:PASSWORD@")
        .replace(/([?&]password=)[^&]*/g, "$1PASSWORD")
    : value;

/** A word as a shell takes it; Windows' know double quotes only. */
export function shellWord(word: string, platform: string = process.platform): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return platform === "win32"
    ? `"${word.replaceAll('"', String.raw`\"`)}"`
    : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
