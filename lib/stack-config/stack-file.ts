import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { type Alias, parseDocument, visit } from "yaml";
import { isProductionName } from "../domain/target.ts";
import { codeOf, UserError } from "../errors.ts";
import { parseStackConfig } from "./parse.ts";
import type { StackConfig } from "./stack-config.ts";
import { PROJECT, stackValues } from "./stack-values.ts";

/**
 * A stack's configuration from its file alone, without Pulumi: `Pulumi.<stack>.yaml` in `folder`.
 *
 * Throws a UserError when there is no such file (naming those that are there), when it is no YAML, and with every
 * fault of what it says.
 */
export async function readStackFile(folder: string, stack: string): Promise<StackConfig> {
  const name = `Pulumi.${stack}.yaml`;
  let text: string;
  try {
    text = await readFile(path.join(folder, name), "utf8");
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
    throw await missing(folder, stack);
  }
  return parseStackFile(text, stack, await projectIn(folder));
}

/**
 * The same from the file's text.
 *
 * @param project as Pulumi.yaml calls it
 */
export function parseStackFile(text: string, stack: string, project = PROJECT): StackConfig {
  return parseStackConfig(stack, stackValues(configOf(text, `Pulumi.${stack}.yaml`), project));
}

/** What the Pulumi.yaml of a folder calls the project; one that is missing is Pulumi's to tell. */
async function projectIn(folder: string): Promise<string> {
  const text = await readFile(path.join(folder, "Pulumi.yaml"), "utf8").catch(() => "");
  const { name = PROJECT } = (parseDocument(text, { schema: "failsafe" }).toJS() ?? {}) as {
    readonly name?: string;
  };
  return name;
}

/** Stacks that have a file, by name. */
export async function stacksWithFile(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).map((name) => /^Pulumi\.([^.]+)\.yaml$/.exec(name)?.[1]);
  return names.filter((name) => name !== undefined).sort();
}

async function missing(folder: string, stack: string): Promise<UserError> {
  const stacks = await stacksWithFile(folder);
  return new UserError(
    `Stack ${stack} has no file Pulumi.${stack}.yaml. Files are there of: ${stacks.join(", ") || "none"}.`,
    // Pulumi writes the file only where the state has its place, which bootstrap makes, and bootstrap reads the file.
    `Write Pulumi.${stack}.yaml, of two lines (docs/configuration.md has every other):\nconfig:\n  ${PROJECT}:environment: ${isProductionName(stack) ? "prod" : "dev"}`,
  );
}

function configOf(text: string, name: string): Record<string, unknown> {
  // Failsafe YAML leaves every value the text that it is, as Pulumi does with all but one: an account's digits without
  // quotes and a zero in front are a number to it, octal perhaps, whose text has fewer.
  const document = parseDocument(text, { schema: "failsafe" });
  const aliases: Alias[] = [];
  visit(document, {
    Alias(_key, node) {
      if (!node.resolve(document)) aliases.push(node);
    },
    Scalar(_key, node) {
      if (node.type === "PLAIN" && /^0\d{8,}$/.test(String(node.value))) {
        node.value = Number(node.value);
      }
    },
  });
  const [fault] = document.errors;
  if (fault) {
    throw new UserError(
      `${name} is no YAML: ${fault.message.trimEnd()}`,
      "Mend the line, or write the file anew by pulumi config set.",
    );
  }
  const [alias] = aliases;
  if (alias) {
    const line = text.slice(0, alias.range?.[0]).split("\n").length;
    throw new UserError(
      `${name} is no YAML: *${alias.source} at line ${line} stands for a value that is marked &${alias.source}, and there is none.`,
      "A text that begins with an asterisk is written in quotes.",
    );
  }
  const { config } = (document.toJS() ?? {}) as { readonly config?: unknown };
  if (config === undefined || config === "" || config === null) return {};
  if (typeof config === "object" && !Array.isArray(config))
    return config as Record<string, unknown>;
  throw new UserError(
    `${name} has no keys under config.`,
    "Write them indented:\nconfig:\n  cruddur:environment: dev",
  );
}
