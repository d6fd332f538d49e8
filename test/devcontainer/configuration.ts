import { readFileSync } from "node:fs";
import { fromRoot } from "#lib/root";

/** As far as the tests look at it. */
export interface Configuration {
  readonly remoteUser: string;
  readonly features: object;
  readonly mounts: readonly { readonly source: string; readonly target: string }[];
  readonly forwardPorts: readonly number[];
  readonly portsAttributes: Readonly<Record<string, { readonly onAutoForward: string }>>;
  readonly otherPortsAttributes: { readonly onAutoForward: string };
  readonly secrets: Readonly<Record<string, { readonly description: string }>>;
  readonly onCreateCommand: string;
  readonly updateContentCommand: string;
  readonly postCreateCommand: string;
  readonly postStartCommand: string;
}

/** `.devcontainer/devcontainer.json`, read as strictly as any tool may: comments have lines of their own, and no comma trails. */
export function readConfiguration(): Configuration {
  const text = readFileSync(fromRoot(".devcontainer", "devcontainer.json"), "utf8");
  return JSON.parse(text.replaceAll(/^\s*\/\/.*$/gm, "")) as Configuration;
}

/** The lifecycle's commands in the order in which a container runs them (https://containers.dev/implementors/json_reference). */
export const LIFECYCLE = [
  "onCreateCommand",
  "updateContentCommand",
  "postCreateCommand",
  "postStartCommand",
] as const satisfies readonly (keyof Configuration)[];
