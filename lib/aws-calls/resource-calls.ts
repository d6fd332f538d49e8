/** What the provider does in AWS for a type of resource. Operations are those of botocore's model of the service. */
export interface ResourceCalls {
  /** botocore's name: `rds`, `cognito-idp`. */
  readonly service: string;
  /** The calls that make it, in order, with what each gets. */
  readonly create: Readonly<Record<string, Call>>;
  readonly read: readonly string[];
  readonly update: readonly string[];
  readonly delete: readonly string[];
  /** What a later call gets of the properties, for one of `update` or `delete`: `skipFinalSnapshot`. */
  readonly later?: Readonly<Record<string, Call>>;
  /** Properties that no call gets, since the provider itself goes by them. */
  readonly apart?: readonly string[];
  /** Whether the provider tags it not, though the API would. @default it does where the API does */
  readonly isUntagged?: true;
  /** The type as CloudFormation knows it, and its names for members that are called otherwise there. */
  readonly cloudFormation?: string;
  readonly named?: Readonly<Record<string, string>>;
}

/**
 * Members of a call by name: the property that a member's value is, or what is made of some. A property that stands in
 * no row goes to the first call that has a member of its name, in whatever case; the same holds below it.
 */
export type Call = Readonly<Record<string, string | Made>>;

/** A value that is made of properties; undefined leaves the member out. */
export interface Made {
  readonly of: readonly string[];
  make(properties: Properties): unknown;
}

/** A resource's inputs, and beside them `id`, as AWS gives it, and `logicalName`. */
export type Properties = Readonly<Record<string, unknown>>;

/** A member that is made of these properties; it is left out where none of them is given. */
export function made(of: readonly string[], make: (properties: Properties) => unknown): Made {
  return {
    of,
    make: (properties) =>
      of.length === 0 || of.some((name) => properties[name] !== undefined)
        ? make(properties)
        : undefined,
  };
}

/** A member that has the same value in every call. */
export const always = (value: unknown): Made => made([], () => value);

/** A property whose own properties, or those of its entries, have other names: `{ name: "ParameterName" }`. */
export const renamed = (property: string, names: Readonly<Record<string, string>>): Made => {
  const rename = (entry: object) =>
    Object.fromEntries(Object.entries(entry).map(([name, value]) => [names[name] ?? name, value]));
  return made([property], ({ [property]: value }) =>
    Array.isArray(value) ? value.map(rename) : rename(value as object),
  );
};

/**
 * A name: as it is given, or begun by the program and ended by the provider with 26 digits, or begun with the logical
 * name and ended by Pulumi with 7.
 */
export const nameFrom = (property = "name", prefix = `${property}Prefix`): Made => ({
  of: [property, prefix],
  make: ({ [property]: name, [prefix]: start, logicalName }) =>
    name ??
    (start === undefined
      ? `${logicalName}-0c0ffee`
      : `${start}${"20260601120000".padEnd(26, "0")}`),
});

/** The tags of a resource and the stack's own, as a list of entries: `{ Key, Value }`. */
export const tagList = (key = "Key", value = "Value"): Made =>
  made(["tags"], ({ tags }) =>
    Object.entries(tags as object).map(([name, text]) => ({ [key]: name, [value]: text })),
  );

/** The same as EC2 takes them. */
export const tagsOf = (kind: string): Made =>
  made(["tags"], (properties) => [{ ResourceType: kind, Tags: tagList().make(properties) }]);

/** A document, as text whether it is given as one or as an object. */
export const json = (property: string): Made =>
  made([property], ({ [property]: value }) =>
    typeof value === "string" ? value : JSON.stringify(value),
  );
