import { ServiceError } from "./errors.ts";

/** The page's back end, as /config.json tells of it. */
export interface Config {
  /** "local", or the name of the stack. */
  target: string;
  /** Where Cognito's JSON protocol is spoken; a path or a URL. */
  cognitoEndpoint: string;
  clientId: string;
  /** The beginning of API paths; a path or a URL, without a slash at the end. */
  apiBase: string;
  mailbox: Mailbox | null;
}

/** The page that shows captured mail, or the command that tells its owner where that is. Only the local copy has one. */
export type Mailbox = { href: string } | { command: string };

/** A rebuilt back end has other ids. */
const UNCACHED = { cache: "no-store" } as const;

/** Reads /config.json. Throws ServiceError "network" when there is none, Error when it is incomplete. */
export async function loadConfig(): Promise<Config> {
  let json: unknown;
  try {
    const response = await fetch("/config.json", { ...UNCACHED, method: "GET" });
    if (!response.ok) throw new Error(`/config.json answered ${response.status}`);
    json = await response.json();
  } catch (cause) {
    throw new ServiceError("network", "/config.json cannot be read", { cause });
  }
  return parseConfig(json);
}

/** Untrusted JSON to a Config. */
export function parseConfig(json: unknown): Config {
  const from = (json ?? {}) as Record<string, unknown>;
  const text = (key: string): string => {
    const value = from[key];
    if (typeof value === "string" && value !== "") return value;
    throw new Error(`/config.json has no "${key}"`);
  };
  return {
    target: text("target"),
    cognitoEndpoint: text("cognitoEndpoint"),
    clientId: text("clientId"),
    apiBase: text("apiBase").replace(/\/$/, ""),
    mailbox: mailboxIn(from["mailbox"]),
  };
}

function mailboxIn(value: unknown): Mailbox | null {
  const { href, command } = (value ?? {}) as Record<string, unknown>;
  if (typeof href === "string") return { href };
  return typeof command === "string" ? { command } : null;
}
