import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { answerTo, ID, stateOf, type OtherAnswer } from "../aws-answers.ts";
import { faultsOf } from "./input-faults.ts";

/** One resource as it was asked of the engine, and so of AWS. */
export interface RecordedResource {
  /** `aws:rds/instance:Instance`, `cruddur:infra:Network`. */
  readonly type: string;
  /** The logical name. */
  readonly name: string;
  readonly urn: string;
  /** The physical id; undefined for a component. */
  readonly id: string | undefined;
  /** Inputs as the provider gets them: no outputs, nothing undefined; a secret keeps its wrapping. */
  readonly inputs: pulumi.Inputs;
  /** The logical name of its parent; undefined right below the stack. */
  readonly parent: string | undefined;
  /** `urn::id` of the explicit provider; undefined where the ambient one would be taken. */
  readonly provider: string | undefined;
  /** Options as they were given, without what a parent passes on. */
  readonly options: pulumi.CustomResourceOptions;
  /** Logical names of `dependsOn`, `replaceWith` and `deletedWith`. */
  readonly dependsOn: readonly string[];
  readonly replaceWith: readonly string[];
  readonly deletedWith: string | undefined;
}

export interface PlanOptions {
  /** @default "dev" */
  readonly stack?: string;
  /** @default "cruddur", the project in Pulumi.yaml */
  readonly project?: string;
  /** Run as a preview: what AWS would tell is unknown and no `apply` runs. */
  readonly preview?: boolean;
  /** The stack's configuration by full key: `{ "cruddur:environment": "dev" }`. */
  readonly config?: Readonly<Record<string, string>>;
  /** Answers of lookups, or their failures, where they differ from the usual; by token, `aws:ec2/getVpc:getVpc`. */
  readonly answers?: Readonly<Record<string, OtherAnswer>>;
  /** Outputs of a resource that differ from the usual ones; undefined keeps those. */
  readonly state?: (
    type: string,
    name: string,
    inputs: pulumi.Inputs,
  ) => Record<string | symbol, unknown> | undefined;
}

/** All that a program registered, in the order of its constructors. */
export class Plan<Result> {
  readonly result: Result;
  readonly resources: readonly RecordedResource[];

  constructor(result: Result, resources: readonly RecordedResource[]) {
    this.result = result;
    this.resources = resources;
  }

  /** Every resource of a type. */
  all(type: string): readonly RecordedResource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  /** The one resource of a type; fails if there is none or another. */
  only(type: string): RecordedResource {
    const found = this.all(type);
    assert.equal(found.length, 1, `${found.length} resources of type ${type}, not one.`);
    return found[0]!;
  }

  /** The resource with a logical name; fails if there is none. */
  named(name: string): RecordedResource {
    const found = this.resources.find((resource) => resource.name === name);
    const names = this.resources.map((resource) => resource.name).join(", ");
    assert.ok(found, `No resource is named ${name}; there are: ${names}`);
    return found;
  }
}

let isRunning = false;

/**
 * Run a program, or make one component, without an engine, and wait until every registration is done:
 *
 *     const plan = await planOf(() => new Network("cruddur-network", { … }));
 *     assert.equal(plan.only("aws:ec2/vpc:Vpc").inputs["enableDnsSupport"], true);
 *     await valueOf(plan.result.vpcId);
 *
 * Each call has its own monitor and list, so that tests of one process do not see each other. Calls do not overlap.
 * Fails when an input's output, promise or list entry turned out undefined, which the runtime would drop in silence,
 * and when two resources have one name.
 */
export async function planOf<Result>(
  program: () => Result | Promise<Result>,
  options: PlanOptions = {},
): Promise<Plan<Result>> {
  assert.ok(!isRunning, "planOf() runs already: await it before the next one.");
  isRunning = true;
  try {
    return await run(program, options);
  } finally {
    isRunning = false;
  }
}

/** The value of an output, or of an input that may be one. */
export function valueOf<T>(input: pulumi.Input<T>): Promise<pulumi.Unwrap<T>> {
  return (pulumi.output(input) as unknown as { promise(): Promise<pulumi.Unwrap<T>> }).promise();
}

async function run<Result>(
  program: () => Result | Promise<Result>,
  options: PlanOptions,
): Promise<Plan<Result>> {
  const { stack = "dev", project = "cruddur", preview = false } = options;
  const seen = new Map<string, pulumi.runtime.MockResourceArgs>();
  const made: pulumi.ResourceTransformationArgs[] = [];
  const faults: string[] = [];
  pulumi.runtime.setAllConfig({ ...options.config });
  await pulumi.runtime.setMocks(
    {
      newResource: (resource) => {
        const key = keyOf(resource);
        // Not thrown: the runtime would wait for this registration for ever.
        if (seen.has(key)) faults.push(`two resources are of type and name ${key}`);
        seen.set(key, resource);
        const state = {
          ...stateOf(resource),
          ...options.state?.(resource.type, resource.name, resource.inputs as pulumi.Inputs),
        };
        const { [ID]: id, ...outputs } = state;
        return { id: resource.custom === false ? undefined : String(id), state: outputs };
      },
      call: ({ token, inputs }) => answerTo(token, inputs, options.answers),
    },
    project,
    stack,
    preview,
  );
  let result: { value: Result } | undefined;
  let fault: { error: unknown } | undefined;
  await pulumi.runtime.runInPulumiStack(async () => {
    pulumi.runtime.registerStackTransformation((resource) => void made.push(resource));
    try {
      result = { value: await program() };
    } catch (error) {
      // Thrown again below: from in here it would reach the test twice, once as an unhandled rejection.
      fault = { error };
    }
  });
  if (fault) throw fault.error;
  await pulumi.runtime.disconnect();
  const resources: RecordedResource[] = [];
  for (const resource of made) {
    const mock = seen.get(keyOf(resource));
    assert.ok(mock, `${resource.name} was made but never registered.`);
    if (!preview) faults.push(...(await faultsOf(resource)));
    resources.push(await recordOf(resource, mock, made));
  }
  assert.deepEqual(faults, [], "Faults in what was registered.");
  return new Plan(result!.value, resources);
}

const keyOf = ({ type, name }: { readonly type: string; readonly name: string }) =>
  `${type} ${name}`;

async function recordOf(
  { type, name, opts, resource }: pulumi.ResourceTransformationArgs,
  { inputs, provider }: pulumi.runtime.MockResourceArgs,
  made: readonly pulumi.ResourceTransformationArgs[],
): Promise<RecordedResource> {
  const nameOf = (resource: pulumi.Resource): string => {
    const found = made.find((other) => other.resource === resource);
    assert.ok(found, `${name} refers to a resource of another plan.`);
    return found.name;
  };
  const namesOf = async (input: pulumi.ResourceOptions["dependsOn"]) => {
    const found = (await valueOf(input as pulumi.Input<unknown>)) as
      pulumi.Resource[] | pulumi.Resource | undefined;
    return (Array.isArray(found) ? found : found ? [found] : []).map(nameOf);
  };
  return {
    type,
    name,
    urn: await valueOf(resource.urn),
    id: pulumi.CustomResource.isInstance(resource) ? await valueOf(resource.id) : undefined,
    inputs,
    parent: opts.parent === undefined ? undefined : nameOf(opts.parent),
    provider: provider === "" ? undefined : provider,
    options: opts,
    dependsOn: await namesOf(opts.dependsOn),
    replaceWith: await namesOf(opts.replaceWith as pulumi.ResourceOptions["dependsOn"]),
    deletedWith: opts.deletedWith === undefined ? undefined : nameOf(opts.deletedWith),
  };
}
