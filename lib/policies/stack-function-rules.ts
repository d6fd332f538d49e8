import type { PlannedResource } from "./finding.ts";
import { CannotTell, Inputs } from "./inputs.ts";
import type { StackFault, StackRule } from "./rule.ts";
import { TYPES } from "./resource-types.ts";
import { isUnknown } from "./unknown-value.ts";

const COGNITO = "cognito-idp.amazonaws.com";

/** Rules about what must be beside functions. */
export const STACK_FUNCTION_RULES: readonly StackRule[] = [
  {
    name: "function-log-group",
    controls: ["CRUDDUR.LOGS"],
    summary:
      "Every function has a log group of ours; one that Lambda makes keeps its lines for ever",
    *faults(resources) {
      const groups = namesOf(resources, TYPES.logGroup);
      for (const resource of resources.filter(({ type }) => type === TYPES.function)) {
        const wanted = attempt(() => logGroupOf(new Inputs(resource.props)));
        if (wanted instanceof CannotTell) {
          yield { resource, undecided: wanted.property };
        } else if (wanted === undefined || !groups.known.has(wanted)) {
          if (groups.hasUnknown) yield { resource, undecided: "the log groups' names" };
          else
            yield {
              resource,
              found: `there is no log group ${wanted ?? "/aws/lambda/<its name>"}`,
              wanted: "one that is made before the function, with retentionInDays",
              change:
                "Make an aws.cloudwatch.LogGroup of that name and let the function depend on it.",
            };
        }
      }
    },
  },
  {
    name: "trigger-permitted",
    controls: ["CRUDDUR.TRIGGERS"],
    summary: "The user pool may call each of its triggers",
    *faults(resources) {
      const permissions = resources.filter(isCognitoPermission);
      for (const pool of resources.filter(({ type }) => type === TYPES.userPool)) {
        yield* triggersOf(pool, permissions, resources);
      }
    },
  },
];

function* triggersOf(
  pool: PlannedResource,
  permissions: readonly PlannedResource[],
  resources: readonly PlannedResource[],
): Iterable<StackFault> {
  const triggers = attempt(() => new Inputs(pool.props).object("lambdaConfig"));
  if (triggers instanceof CannotTell) {
    yield { resource: pool, undecided: triggers.property };
    return;
  }
  const isLinked = everyFunctionLinked(pool, permissions, resources);
  for (const [name, arn] of Object.entries(triggers)) {
    if (permissions.some((permission) => permits(permission, arn))) continue;
    const isOpen = permissions.length > 0 && (isUnknown(arn) || permissions.some(isHalfKnown));
    if (isOpen && isLinked) continue;
    yield isOpen
      ? { resource: pool, undecided: `lambdaConfig.${name}` }
      : {
          resource: pool,
          found: `no permission lets the pool call ${name}`,
          wanted: `an aws.lambda.Permission for ${COGNITO} with the pool's ARN: sign-up fails otherwise`,
          change: "Make the permission beside the pool.",
        };
  }
}

/**
 * Before the first up the ARNs are unknown, and which resource depends on which is all there is to go by: each
 * function that the pool depends on must be one that a permission depends on.
 */
function everyFunctionLinked(
  pool: PlannedResource,
  permissions: readonly PlannedResource[],
  resources: readonly PlannedResource[],
): boolean {
  const callable = new Set(
    permissions.flatMap(({ props, dependencies = [] }) =>
      isUnknown(props["principal"]) ? [] : dependencies,
    ),
  );
  const functions = functionUrns(pool, resources);
  return functions.length > 0 && functions.every((urn) => callable.has(urn));
}

function functionUrns(pool: PlannedResource, resources: readonly PlannedResource[]): string[] {
  const functions = resources.filter(({ type }) => type === TYPES.function);
  return functions.flatMap(({ urn }) =>
    urn !== undefined && pool.dependencies?.includes(urn) ? [urn] : [],
  );
}

const isCognitoPermission = ({ type, props }: PlannedResource): boolean =>
  type === TYPES.permission && (props["principal"] === COGNITO || isUnknown(props["principal"]));

const isHalfKnown = ({ props }: PlannedResource): boolean =>
  isUnknown(props["function"]) || isUnknown(props["principal"]);

/** A permission names a function by its name or its ARN. */
function permits({ props }: PlannedResource, arn: unknown): boolean {
  if (isUnknown(arn) || isUnknown(props["principal"])) return false;
  const given = props["function"];
  if (typeof given !== "string" || typeof arn !== "string") return false;
  return given === arn || arn.split(":").at(-1) === given || given.split(":").at(-1) === arn;
}

function logGroupOf(inputs: Inputs): string | undefined {
  const group = inputs.text("loggingConfig.logGroup");
  if (group !== undefined) return group;
  const name = inputs.text("name");
  return name === undefined ? undefined : `/aws/lambda/${name}`;
}

function namesOf(resources: readonly PlannedResource[], wanted: string) {
  const names = resources.filter(({ type }) => type === wanted).map(({ props }) => props["name"]);
  return {
    known: new Set(names.filter((name) => !isUnknown(name))),
    hasUnknown: names.some((name) => name !== undefined && isUnknown(name)),
  };
}

function attempt<T>(read: () => T): T | CannotTell {
  try {
    return read();
  } catch (error) {
    if (error instanceof CannotTell) return error;
    throw error;
  }
}
