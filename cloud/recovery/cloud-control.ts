import {
  CloudControlClient,
  GetResourceCommand,
  paginateListResources,
} from "@aws-sdk/client-cloudcontrol";
import { propertyOf } from "#lib/recovery/wanted";
import { asking, awsCode, clientConfig } from "../aws-client.ts";

/** A resource as Cloud Control tells of it. */
export interface Listed {
  readonly identifier: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** AWS's one API for resources of every kind. Each list is asked for once. */
export class CloudControl {
  readonly #region: string;
  readonly #lists = new Map<string, Promise<readonly Listed[]>>();

  constructor(region: string) {
    this.#region = region;
  }

  /**
   * Everything of a type (`AWS::EC2::SecurityGroup`) in a region, with the properties that are asked for.
   *
   * @param within what the type's list wants to be told, such as its parent
   * @param region the one that it is in. @default the stack's
   */
  list(
    type: string,
    within: Readonly<Record<string, string>>,
    properties: readonly string[],
    region = this.#region,
  ): Promise<readonly Listed[]> {
    const key = JSON.stringify([type, within, properties, region]);
    const client = new CloudControlClient(clientConfig(region));
    const known = this.#lists.get(key) ?? list(client, type, within, properties);
    this.#lists.set(key, known);
    return known;
  }
}

async function list(
  client: CloudControlClient,
  TypeName: string,
  within: Readonly<Record<string, string>>,
  wanted: readonly string[],
): Promise<readonly Listed[]> {
  return asking(`list ${TypeName}`, async () => {
    try {
      return await pagesOf(client, TypeName, within, wanted);
    } catch (error) {
      // What it would be within is not there.
      if (/NotFound/.test(awsCode(error))) return [];
      throw error;
    }
  });
}

async function pagesOf(
  client: CloudControlClient,
  TypeName: string,
  within: Readonly<Record<string, string>>,
  wanted: readonly string[],
): Promise<readonly Listed[]> {
  const found: Listed[] = [];
  const model = Object.keys(within).length === 0 ? {} : { ResourceModel: JSON.stringify(within) };
  const pages = paginateListResources({ client }, { TypeName, ...model });
  for await (const { ResourceDescriptions = [] } of pages) {
    for (const { Identifier = "", Properties = "{}" } of ResourceDescriptions) {
      const properties = JSON.parse(Properties) as Listed["properties"];
      // Many types are listed by their identifiers alone.
      const isEnough = wanted.every((key) => propertyOf(properties, key) !== undefined);
      const whole = isEnough ? properties : await get(client, TypeName, Identifier);
      if (whole) found.push({ identifier: Identifier, properties: whole });
    }
  }
  return found;
}

async function get(
  client: CloudControlClient,
  TypeName: string,
  Identifier: string,
): Promise<Listed["properties"] | undefined> {
  try {
    const { ResourceDescription } = await client.send(
      new GetResourceCommand({ TypeName, Identifier }),
    );
    return JSON.parse(ResourceDescription?.Properties ?? "{}") as Listed["properties"];
  } catch (error) {
    // A key of KMS that waits for its deletion is listed, and gone meanwhile may be anything.
    if (/NotFound/.test(awsCode(error))) return undefined;
    throw error;
  }
}
