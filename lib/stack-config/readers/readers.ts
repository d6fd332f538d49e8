/** Reads one value of a stack's configuration, which is text, a native YAML value or a list. */
export interface Reader<Value> {
  /** The legal values, to stand after "wanted is": `a whole number from 20 to 65536`. */
  readonly wanted: string;
  /** @returns undefined for what it cannot read */
  read(value: unknown): Value | undefined;
  /** The legal value probably meant by one that cannot be read, as typed; undefined when there is no guess. */
  meant?(value: unknown): string | undefined;
}

export function oneOf<const Choice extends string>(
  choices: readonly Choice[],
  synonyms: Readonly<Record<string, Choice>> = {},
): Reader<Choice> {
  return {
    wanted: `${choices.slice(0, -1).join(", ")} or ${choices.at(-1)}`,
    read: (value) => choices.find((choice) => choice === value),
    meant: (value) => {
      const text = String(value).trim().toLowerCase();
      return synonyms[text] ?? choices.find((choice) => choice === text);
    },
  };
}

/** A number between two bounds, both allowed, in steps. The text of one will do, since Pulumi gives every value as text. */
export function number(
  from: number,
  to: number,
  { step = 1, of = "" }: { readonly step?: number; readonly of?: string } = {},
): Reader<number> {
  const kind = step === 1 ? "a whole number" : `a number in steps of ${step}`;
  const inside = (found: number) => found >= from && found <= to && Number.isInteger(found / step);
  return {
    wanted: `${kind}${of && ` of ${of}`} from ${from} to ${to}`,
    read(value) {
      // A zero in front means another base to some readers of YAML.
      if (typeof value === "string" && !/^(0|[1-9]\d*)(\.\d+)?$/.test(value)) return undefined;
      if (typeof value !== "string" && typeof value !== "number") return undefined;
      return inside(Number(value)) ? Number(value) : undefined;
    },
    meant(value) {
      // 20GB, "20 GiB", 1 TiB, 1_000, $25
      const [, digits, unit] = /^\D*(\d[\d_]*(?:\.\d+)?)\s*(\w*)/.exec(String(value)) ?? [];
      if (digits === undefined) return undefined;
      const times = of === "GiB" && /^ti?b?$/i.test(unit ?? "") ? 1024 : 1;
      const steps = Math.round((Number(digits.replaceAll("_", "")) * times) / step);
      return String(Math.min(to, Math.max(from, steps * step)));
    },
  };
}

export const flag: Reader<boolean> = {
  wanted: "true or false",
  read: (value) =>
    value === true || value === "true"
      ? true
      : value === false || value === "false"
        ? false
        : undefined,
  meant(value) {
    const text = String(value).trim().toLowerCase();
    if (/^(yes|y|on|1|true)$/.test(text)) return "true";
    return /^(no|n|off|0|false)$/.test(text) ? "false" : undefined;
  },
};

/** Text of one shape. */
export function text(
  wanted: string,
  isRight: (text: string) => boolean,
  meant?: (value: unknown) => string | undefined,
): Reader<string> {
  return {
    wanted,
    read(value) {
      // YAML takes digits without quotes for a number.
      const found = typeof value === "number" ? String(value) : value;
      return typeof found === "string" && isRight(found) ? found : undefined;
    },
    ...(meant ? { meant } : {}),
  };
}

/** A YAML list, or the JSON text that Pulumi makes of one. */
export function listOf(item: Reader<string>): Reader<readonly string[]> {
  return {
    wanted: `a list, each of it ${item.wanted}`,
    read(value) {
      const list = asList(value);
      const items = list?.map((entry) => item.read(entry));
      return items?.every((entry) => entry !== undefined) ? items : undefined;
    },
    meant: (value) => {
      const items = (asList(value) ?? [value]).map((entry) => item.meant?.(entry) ?? entry);
      return items.every((entry) => item.read(entry) !== undefined)
        ? JSON.stringify(items)
        : undefined;
    },
  };
}

function asList(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value !== "string" || !value.trimStart().startsWith("[")) return undefined;
  try {
    return JSON.parse(value) as readonly unknown[];
  } catch {
    return undefined; // told as a value that cannot be read
  }
}
