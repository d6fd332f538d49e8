/** A line as CloudWatch Logs sees it: JSON. */
export type LogLine = Readonly<Record<string, unknown>>;

type Test = (line: LogLine, missing: boolean) => boolean;

/**
 * Whether a metric filter counts a line: the part of CloudWatch's JSON patterns that ours use (`=` and `!=` of a text
 * with `*`, `&&`, `||`, parentheses). Throws an Error for any other pattern, for one that is longer than 1,024
 * characters, and where the verdict hangs on what `!=` says of a property that is not there, which AWS tells nowhere.
 */
export function countsLine(pattern: string, line: LogLine): boolean {
  if (pattern.length > 1_024) throw new Error(`${pattern.length} characters are too many`);
  const body = /^\{ (.*) \}$/s.exec(pattern)?.[1];
  if (body === undefined) throw new Error(`not a JSON pattern: ${pattern}`);
  const test = parsed(body);
  const verdict = test(line, true);
  if (test(line, false) !== verdict) {
    throw new Error(`it hangs on a property that is not there: ${JSON.stringify(line)}`);
  }
  return verdict;
}

function parsed(text: string): Test {
  const tokens = text.match(/\$[\w.]+|"[^"]*"|&&|\|\||!?=|[()]|\S/g) ?? [];
  const take = (wanted: RegExp): string => {
    const token = tokens.shift() ?? "the end";
    if (!wanted.test(token)) throw new Error(`${token} is not understood in ${text}`);
    return token;
  };
  const any = (): Test =>
    joined(
      "||",
      all,
      (tests) =>
        (...asked) =>
          tests.some((t) => t(...asked)),
    );
  const all = (): Test =>
    joined(
      "&&",
      one,
      (tests) =>
        (...asked) =>
          tests.every((t) => t(...asked)),
    );
  const joined = (operator: string, part: () => Test, join: (tests: Test[]) => Test): Test => {
    const tests = [part()];
    while (tokens[0] === operator) {
      tokens.shift();
      tests.push(part());
    }
    return join(tests);
  };
  const one = (): Test => {
    if (tokens[0] === "(") {
      tokens.shift();
      const inner = any();
      take(/^\)$/);
      return inner;
    }
    const keys = take(/^\$\.\w/)
      .slice(2)
      .split(".");
    const isEqual = take(/^!?=$/) === "=";
    const wanted = likeness(take(/^"/).slice(1, -1));
    return (line, missing) => {
      const value = keys.reduce<unknown>((at, key) => (Object(at) as LogLine)[key], line);
      if (typeof value !== "string") return !isEqual && missing;
      return wanted.test(value) === isEqual;
    };
  };
  const test = any();
  if (tokens.length > 0) throw new Error(`${tokens[0]} is not understood in ${text}`);
  return test;
}

const likeness = (text: string): RegExp =>
  new RegExp(
    `^${text
      .split("*")
      .map((part) => part.replace(/[.$^()[\]{}+?|\\]/g, "\\$&"))
      .join(".*")}$`,
  );
