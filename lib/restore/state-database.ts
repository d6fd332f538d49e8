import { TYPES } from "../policies/resource-types.ts";
import { restoreFromOf } from "../stack-config/readers/restore-from.ts";
import { sourceInputs } from "./source-inputs.ts";

/** The database of a stack as its state has it. */
export interface StateDatabase {
  readonly kind: "instance" | "cluster";
  /** RDS's own id, which stays with the server whatever it is called: `db-…` or `cluster-…`. */
  readonly resourceId: string;
  readonly identifier: string;
  /** `NAME`, or `INSTANCE@TIME`, as `restoreFrom` had it when the server was made; undefined for one that began empty. */
  readonly restoredFrom: string | undefined;
  /** The server, its instances where it is a cluster, and its place behind the proxy: what goes with it. */
  /** The stack's outputs tell of it: the up that made it came to the outputs. */
  readonly isUp: boolean;
  readonly urns: readonly string[];
}

interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
  readonly replaceWith?: readonly string[];
  readonly deletedWith?: string;
}

interface State {
  readonly deployment?: { readonly resources?: readonly StateResource[] };
}

const STACK = "pulumi:pulumi:Stack";
const WITH_IT: readonly string[] = [TYPES.clusterInstance, "aws:rds/proxyTarget:ProxyTarget"];

/** @param state as `pulumi stack export` prints it. @returns undefined where it has no database */
export function databaseIn(state: string): StateDatabase | undefined {
  const { resources = [] } = (JSON.parse(state) as State).deployment ?? {};
  const server = resources.find(({ type }) => type === TYPES.instance || type === TYPES.cluster);
  if (server === undefined) return undefined;
  const { outputs = {}, inputs = {}, type, urn } = server;
  const isCluster = type === TYPES.cluster;
  const textOf = (key: string) => String(outputs[key] ?? inputs[key]);
  const up = resources.find((it) => it.type === STACK)?.outputs?.["databaseResourceId"];
  const tags = inputs["tags"] as Readonly<Record<string, unknown>> | undefined;
  return {
    kind: isCluster ? "cluster" : "instance",
    resourceId: textOf(isCluster ? "clusterResourceId" : "resourceId"),
    identifier: textOf(isCluster ? "clusterIdentifier" : "identifier"),
    restoredFrom: tags?.[RESTORED_TAG] as string | undefined,
    isUp: up !== undefined && up === textOf(isCluster ? "clusterResourceId" : "resourceId"),
    urns: [urn, ...resources.filter((it) => WITH_IT.includes(it.type)).map((it) => it.urn)],
  };
}

/** The tag of a server that was made by `restoreFrom`, with its text: AWS itself forgets where a server came from. */
export const RESTORED_TAG = "restoredFrom";

/**
 * A state whose database says where it came from, by its tag: AWS tells nothing else of it, so that one which was imported would
 * be replaced by the next up, for `restoreFrom`. The same text where there is nothing to add.
 */
export function withSource(state: string): string {
  const whole = JSON.parse(state) as State;
  let isChanged = false;
  const resources = whole.deployment?.resources?.map((resource) => {
    const { type, inputs = {}, outputs = {} } = resource;
    const kind =
      type === TYPES.instance ? "instance" : type === TYPES.cluster ? "cluster" : undefined;
    const tags = outputs["tagsAll"] as Readonly<Record<string, unknown>> | undefined;
    const text = tags?.[RESTORED_TAG];
    if (kind === undefined || typeof text !== "string") return resource;
    if (inputs["snapshotIdentifier"] ?? inputs["restoreToPointInTime"]) return resource;
    isChanged = true;
    const source = sourceInputs(kind, restoreFromOf(text));
    return { ...resource, inputs: { ...inputs, ...source }, outputs: { ...outputs, ...source } };
  });
  if (!isChanged) return state;
  return JSON.stringify({ ...whole, deployment: { ...whole.deployment, resources } });
}

/**
 * A state without some resources, as if the program had never made them: what depends on them stays, and says nothing of them.
 * `pulumi state delete` refuses that, and `pulumi stack import` a state that names what it does not have.
 *
 * @param state as `pulumi stack export` prints it
 */
export function withoutResources(state: string, urns: readonly string[]): string {
  const { deployment = {}, ...rest } = JSON.parse(state) as State;
  const gone = new Set(urns);
  const kept = (names: readonly string[] = []) => names.filter((name) => !gone.has(name));
  const resources = (deployment.resources ?? [])
    .filter(({ urn }) => !gone.has(urn))
    .map(({ deletedWith, ...resource }) => ({
      ...resource,
      ...(resource.dependencies ? { dependencies: kept(resource.dependencies) } : {}),
      ...(resource.replaceWith ? { replaceWith: kept(resource.replaceWith) } : {}),
      ...(resource.propertyDependencies
        ? {
            propertyDependencies: Object.fromEntries(
              Object.entries(resource.propertyDependencies).map(([key, of]) => [key, kept(of)]),
            ),
          }
        : {}),
      ...(deletedWith === undefined || gone.has(deletedWith) ? {} : { deletedWith }),
    }));
  return JSON.stringify({ ...rest, deployment: { ...deployment, resources } });
}
