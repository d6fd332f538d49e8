import type pg from "pg";
import { RefusedError } from "#lib/errors";
import type { Target } from "#lib/domain/target";

/** Roles that a provider's servers have for its own use, and no others. */
const PROVIDERS: Readonly<Record<string, string>> = {
  rdsadmin: "Amazon RDS",
  cloudsqladmin: "Google Cloud SQL",
  alloydbadmin: "Google AlloyDB",
  azuresu: "Azure",
  azure_pg_admin: "Azure",
  neon_superuser: "Neon",
  doadmin: "DigitalOcean",
  avnadmin: "Aiven",
};

/**
 * Throws a RefusedError when a target is local and its server is a provider's, by whichever of its databases we are
 * connected: the address is a tunnel's, and what is typed for this machine must not reach it.
 */
export async function refuseHosted(
  client: pg.Client,
  target: Pick<Target, "isLocal" | "kind">,
): Promise<void> {
  // Nobody but we ourselves started one of ours.
  if (!target.isLocal || target.kind !== "external") return;
  const { rows } = await client.query<{ name: string }>(
    "select rolname as name from pg_roles where rolname = any ($1) limit 1",
    [Object.keys(PROVIDERS)],
  );
  const provider = rows[0] && PROVIDERS[rows[0].name];
  if (provider === undefined) return;
  throw wrongAddress(
    `${client.host}:${client.port} is a hosted server (${provider}), though the target is local: the address is a tunnel's.`,
    target,
  );
}

/** The RefusedError for an address that leads elsewhere than the target's name says. */
export function wrongAddress(problem: string, { isLocal }: Pick<Target, "isLocal">): RefusedError {
  return new RefusedError(
    `${problem} Nothing was done.`,
    isLocal
      ? "Check CONNECTION_URL: it may point at a tunnel. Unset it to use the embedded server."
      : "Check the address, and which --target you mean.",
  );
}
