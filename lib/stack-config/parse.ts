import { nearestSpelling } from "../spelling.ts";
import { isProductionName } from "../domain/target.ts";
import { BUDGET_KEYS, budgetFault } from "./rules/budget-fault.ts";
import { configError, mendLines, removeLine, setLine, shown, type Fault } from "./fault.ts";
import { KEY_NAMES, KEYS } from "./keys.ts";
import { profileFor } from "./profiles.ts";
import { RULES, stackNameFaults } from "./rules/rules.ts";
import { stackConfigFrom } from "./stack-config-from.ts";
import type { StackConfig } from "./stack-config.ts";
import { isUnset, PROJECT } from "./stack-values.ts";
import type { Environment, Key, Values } from "./values.ts";

/**
 * The stack, from the values of its own keys (`stackValues`): texts as Pulumi hands them to the program, or
 * native YAML. A key that is empty, or `default`, is not set.
 *
 * Throws one UserError with every fault: unknown keys, values that cannot be read, combinations that are refused and
 * a connection budget that is exceeded, each with the line that mends it.
 */
export function parseStackConfig(
  stack: string,
  values: Readonly<Record<string, unknown>>,
): StackConfig {
  const set = Object.fromEntries(Object.entries(values).filter(([, value]) => !isUnset(value)));
  const { read, faulty, faults } = readValues(stack, set);
  const { environment } = read;
  faults.unshift(
    ...stackNameFaults(stack, environment).map((problem): Fault => ({
      problem,
      lines: [`pulumi stack rename NAME --stack ${stack}`],
    })),
    ...unknownKeys(stack, set),
  );
  if (environment === "local") {
    faults.push(...withoutMeaning(stack, Object.keys(read) as Key[]));
  } else if (environment !== undefined) {
    const whole = { ...profileFor(environment, read), ...read, environment };
    faults.push(...brokenRules(stack, whole, faulty, (key) => key in read));
    if (faults.length === 0) return stackConfigFrom(stack, whole);
  }
  if (faults.length > 0) throw configError(stack, faults);
  return { stack, environment: "local" };
}

function readValues(stack: string, set: Readonly<Record<string, unknown>>) {
  const read: { -readonly [Name in Key]?: Values[Name] } = {};
  const faulty = new Set<Key>();
  const faults: Fault[] = [];
  for (const key of KEY_NAMES) {
    const value = key in set ? KEYS[key].reader.read(set[key]) : undefined;
    if (value !== undefined) {
      Object.assign(read, { [key]: value });
    } else if (key in set || key === "environment") {
      faulty.add(key);
      faults.push(valueFault(stack, key, set[key]));
    }
  }
  return { read, faulty, faults };
}

function valueFault(stack: string, key: Key, value: unknown): Fault {
  const { reader, example, isOnesOwn } = KEYS[key];
  const found = value === undefined ? "is missing" : `is ${shown(value)}`;
  const guess = key === "environment" ? environmentFor(stack) : isOnesOwn ? undefined : example;
  const meant = (value === undefined ? undefined : reader.meant?.(value)) ?? guess;
  return {
    problem: `${key} ${found}; wanted is ${reader.wanted}`,
    lines: mendLines(stack, [meant === undefined ? [key] : [key, meant]]),
  };
}

function environmentFor(stack: string): Environment {
  if (stack === "local") return "local";
  return isProductionName(stack) ? "prod" : "dev";
}

function unknownKeys(stack: string, set: Readonly<Record<string, unknown>>): Fault[] {
  return Object.keys(set)
    .filter((name) => !(KEY_NAMES as string[]).includes(name))
    .map((name) => {
      const bare = name.replace(/^.*:/, "");
      const meant = nearestSpelling(bare, KEY_NAMES) as Key | undefined;
      const moves = meant !== undefined && !(meant in set) && typeof set[name] !== "object";
      // Without a namespace Pulumi takes the project's name, which need not be ours any more.
      const whole = (key: Key) => (bare === name ? key : (`${PROJECT}:${key}` as const));
      return {
        problem: `there is no key ${name}${meant === undefined ? "" : `; is it ${whole(meant)}?`}`,
        lines: [
          removeLine(stack, name),
          ...(moves ? [setLine(stack, whole(meant), String(set[name]))] : []),
        ],
      };
    });
}

function withoutMeaning(stack: string, keys: readonly Key[]): Fault[] {
  return keys
    .filter((key) => key !== "environment")
    .map((key) => ({
      problem: `${key} means nothing in environment local, which needs no account and has no AWS resource`,
      lines: [removeLine(stack, key)],
    }));
}

/** Of rules whose keys can all be read: what follows from another fault would only hide it. */
function brokenRules(
  stack: string,
  values: Values,
  faulty: ReadonlySet<Key>,
  given: (key: Key) => boolean,
): Fault[] {
  const isReadable = (keys: readonly Key[]) => !keys.some((key) => faulty.has(key));
  const faults = RULES.filter((rule) => isReadable(rule.keys) && rule.isBroken(values, given)).map(
    (rule): Fault => ({
      problem: `${rule.found ? `${rule.found(values)}: ` : ""}${rule.refuses} is refused: ${rule.because}`,
      lines: mendLines(stack, rule.mend(values, given)),
    }),
  );
  const over = isReadable(BUDGET_KEYS) && faults.length === 0 ? budgetFault(values) : undefined;
  if (over) {
    const [first = "", ...more] = over.problems;
    faults.push(...more.map((problem): Fault => ({ problem, lines: [] })), {
      problem: first,
      lines: mendLines(stack, over.mends),
    });
  }
  return faults;
}
