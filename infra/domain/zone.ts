import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { messageOf } from "#lib/errors";

/** A public hosted zone of the stack's account. */
export interface Zone {
  readonly id: string;
  /** "cruddur.example", without a dot at its end. */
  readonly name: string;
}

/**
 * The public hosted zone of the account in which a name's records go: the one with the longest name that the name ends
 * with. Undefined where the account has none, so that its records are made elsewhere, by hand. A lookup that fails for
 * any other reason throws.
 */
export async function findZone(
  name: string,
  opts: pulumi.InvokeOptions,
): Promise<Zone | undefined> {
  const labels = name.split(".");
  // A top-level domain is nobody's zone.
  for (let first = 0; first < labels.length - 1; first += 1) {
    const ending = labels.slice(first).join(".");
    const id = await zoneIdOf(ending, opts);
    if (id !== undefined) return { id, name: ending };
  }
  return undefined;
}

async function zoneIdOf(name: string, opts: pulumi.InvokeOptions): Promise<string | undefined> {
  try {
    return (await aws.route53.getZone({ name, privateZone: false }, opts)).zoneId;
  } catch (error) {
    const says = messageOf(error);
    if (/no matching .*found/i.test(says)) return undefined;
    if (!/multiple .*matched/i.test(says)) throw error;
    throw new pulumi.RunError(
      `The account has several public hosted zones named ${name}, and its registrar asks one of them. ` +
        `Delete those that nobody asks: aws route53 list-hosted-zones-by-name --dns-name ${name}`,
    );
  }
}
