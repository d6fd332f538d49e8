import type { Env } from "#lib/environment";
import { typed } from "#lib/terminal/typed";
import { developerName, tagValue, workspaceName } from "#lib/lease/owner";
import { RefusedError } from "#lib/errors";
import type { LeaseOwner } from "#lib/lease/lease";
import { readStackOutputs } from "./read-stack-outputs.ts";

/** Where leases are, and what they let in to. */
export interface LeasePlace {
  readonly region: string;
  readonly groupId: string;
  readonly stack: string;
  /** The database's port and, where it is known, its host. */
  readonly port: number | undefined;
  readonly host: string | undefined;
  /** Whether an address that is let in can reach the database; undefined when nobody said. */
  readonly isPublic: boolean | undefined;
}

/** The values of `LEASE_PLACE_OPTIONS`. */
export interface PlaceOptions {
  readonly target: string | undefined;
  readonly securityGroup: string | undefined;
  readonly region: string | undefined;
  readonly stack: string | undefined;
}

/** Throws a RefusedError for options that name no place or two, and what `readStackOutputs` throws. */
export async function leasePlace(
  options: PlaceOptions,
  chore: string,
  env: Env,
): Promise<LeasePlace> {
  const { target, securityGroup, region, stack } = options;
  const refused = (problem: string) =>
    new RefusedError(`${problem} Nothing was done.`, `Type: ${typed(chore, "--target dev")}`);
  if (securityGroup !== undefined) {
    if (target !== undefined) throw refused("--target and --security-group name two places.");
    if (region === undefined || stack === undefined) {
      throw refused("--security-group wants --region and --stack beside it.");
    }
    const known = { port: undefined, host: undefined, isPublic: undefined };
    return { region, stack: tagValue(stack), groupId: securityGroup, ...known };
  }
  if (region !== undefined || stack !== undefined) {
    throw refused("--region and --stack go with --security-group; a stack's outputs tell them.");
  }
  if (target === undefined) throw refused("Which stack is meant?");
  if (target === "local") throw refused("The local database needs no lease.");
  const outputs = await readStackOutputs(target, env);
  return {
    region: outputs.region,
    groupId: outputs.securityGroupId,
    stack: tagValue(target.split("/").at(-1)!),
    port: outputs.databasePort,
    host: outputs.databaseHost,
    isPublic: outputs.databasePublic,
  };
}

/** The owner that options name, or who works on this machine. */
export async function leaseOwner(
  stack: string,
  options: { readonly developer: string | undefined; readonly workspace: string | undefined },
  { env, stateDirectory }: { readonly env: Env; readonly stateDirectory: string },
): Promise<LeaseOwner> {
  return {
    developer: tagValue(options.developer ?? "") || (await developerName(env)),
    workspace: tagValue(options.workspace ?? "") || (await workspaceName(env, stateDirectory)),
    stack,
  };
}
