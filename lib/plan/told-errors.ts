import { stripVTControlCharacters } from "node:util";

/**
 * The errors in Pulumi's output that say what is wrong, each with the lines that go on with it; its last lines where there
 * is no error. Each is told once, and of a Lambda function's its own words alone.
 */
export function toldErrors(text: string): string {
  // Node colours what it prints of an error, and the engine passes that on.
  const plain = stripVTControlCharacters(text);
  const lines = plain.split("\n").map((line) => line.trimEnd());
  const errors = errorsIn(lines);
  const kept = errors.length > 0 ? errors.map(readable) : lines.filter((it) => it !== "");
  const telling = kept.filter((it) => !SAYS_NOTHING.test(it));
  return [...new Set(telling.length > 0 ? telling : kept)].slice(-8).join("\n");
}

function errorsIn(lines: readonly string[]): string[] {
  const errors: string[][] = [];
  // The engine indents all lines of a diagnostic alike; undefined is outside of an error.
  let indent: string | undefined;
  for (const line of lines) {
    const start = /^(\s*)error:/i.exec(line);
    if (start) {
      indent = start[1]!;
      errors.push([line.trim()]);
    } else if (indent !== undefined && indent !== "" && line === "") {
      // A part of it, where more follows that is indented as it is.
      errors.at(-1)!.push("");
    } else if (indent !== undefined && line.startsWith(indent) && !ENDS_ERROR.test(line)) {
      errors.at(-1)!.push(line.slice(indent.length));
    } else indent = undefined;
  }
  return errors.map((error) => error.join("\n").trimEnd());
}

/** No line of an error's: an empty one, another diagnostic, the heading of a resource or of a part of the output. */
const ENDS_ERROR =
  /^$|^\s*(warning|info|debug):|^ {2}\S+ \(.*\):$|^(Diagnostics|Outputs|Policies|Resources|Duration):|^(@ )?(Updating|updating|Previewing|previewing|Destroying|destroying)\b/;

const SAYS_NOTHING = /^error: (update|preview|refresh|destroy) failed$/;

/** A function's answer is JSON with a stack; what a person reads is its message. */
function readable(error: string): string {
  const start = error.indexOf("{");
  if (start < 0 || !error.includes('"errorMessage"')) return error;
  for (let end = error.lastIndexOf("}"); end > start; end = error.lastIndexOf("}", end - 1)) {
    const message = messageIn(error.slice(start, end + 1));
    if (message !== undefined) return `error: ${message}`;
  }
  return error;
}

function messageIn(text: string): string | undefined {
  try {
    const { errorMessage } = JSON.parse(text) as { readonly errorMessage?: unknown };
    return typeof errorMessage === "string" ? errorMessage : undefined;
  } catch {
    return undefined;
  }
}
