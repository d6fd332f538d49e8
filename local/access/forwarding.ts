import { UserError } from "#lib/errors";
import type { Env } from "#lib/environment";

/** How a proxy in front of this machine calls the page. */
export interface Forwarding {
  /** Host names of such proxies: a name, or `*.` and a domain for every name below it. */
  readonly hosts: readonly string[];
  /** Where the proxy has a port of this machine; undefined where nothing tells. */
  urlOf(port: number): string | undefined;
}

/**
 * Domains of workspaces' proxies. Their owners alone make names below them, so none can be pointed at 127.0.0.1 for a
 * while, which is what the list of names is against (DNS rebinding).
 */
const PROXIES = [
  "*.app.github.dev", // Codespaces; *.preview.app.github.dev is among them
  "*.githubpreview.dev", // Codespaces until 2022
  "*.devtunnels.ms", // dev tunnels: VS Code's Ports view off Codespaces
  "*.gitpod.dev", // Ona: https://4567--<environment>.us01.gitpod.dev
  "*.gitpod.io", // Gitpod Classic, where it is installed still
  "*.cloudworkstations.dev", // Google Cloud Workstations
  "*.cloudshell.dev", // Google Cloud Shell's web preview
];

const VARIABLE = "CRUDDUR_ALLOWED_HOSTS";
const PATTERN = /^(\*\.[\w-]+\.)?[\w-]+(\.[\w-]+)*$/;

/**
 * Names and address by the environment: Codespaces says its own, and CRUDDUR_ALLOWED_HOSTS adds to the list, separated
 * by commas. Throws a UserError for what is no host name there.
 * https://docs.github.com/codespaces/developing-in-a-codespace/default-environment-variables-for-your-codespace
 */
export function forwardingFrom(env: Env): Forwarding {
  const { CODESPACE_NAME, GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN } = env;
  // A domain of one label would let in half of the world, and what is none makes no address.
  const name = /^[\w-]+$/.exec(CODESPACE_NAME ?? "")?.[0];
  const domain = /^[\w-]+(\.[\w-]+)+$/.exec(GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN ?? "")?.[0];
  const added = (env[VARIABLE] ?? "").split(",").map((it) => it.trim().toLowerCase());
  return {
    hosts: [
      ...PROXIES,
      ...(domain ? [`*.${domain.toLowerCase()}`] : []),
      ...added.filter((it) => it !== "").map(checkedPattern),
    ],
    urlOf: (port) => (name && domain ? `https://${name}-${port}.${domain}` : undefined),
  };
}

/** The line that lets a host in. */
export const allowing = (host: string): string => `export ${VARIABLE}=${host}`;

function checkedPattern(text: string): string {
  if (PATTERN.test(text)) return text;
  throw new UserError(
    `${VARIABLE} has ${JSON.stringify(text)}, which is neither a host's name nor *. and a domain. Nothing was started.`,
    `Names only, without https:// and port: ${allowing("cruddur.example.com,*.my-proxy.example")}`,
  );
}
