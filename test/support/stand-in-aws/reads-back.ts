import type { Inputs } from "@pulumi/pulumi";
import { ZONES } from "../aws-answers.ts";

/** What the account says of a subnet: the id of its zone; undefined for one that it does not hold. */
export type ZoneIdOf = (subnetId: string) => string | undefined;

interface WithInputs {
  readonly id: string | undefined;
  readonly inputs: Inputs;
}

/** The zones of the default VPC's subnets, and of those among the resources. */
export function zoneIdIn(resources: readonly WithInputs[]): ZoneIdOf {
  return (subnetId) => {
    const zone = resources.find(({ id }) => id === subnetId)?.inputs["availabilityZone"];
    return ZONES.find(({ name, subnet }) => subnet === subnetId || name === zone)?.id;
  };
}

/**
 * The inputs of a resource as AWS tells them afterwards, where that differs from what it was sent. The provider's
 * state has what AWS tells, so that each difference is a change at every `up`.
 */
export function readsBack(type: string, inputs: Inputs, zoneIdOf: ZoneIdOf): Inputs {
  return READERS[type]?.(inputs, zoneIdOf) ?? inputs;
}

/**
 * Inputs that the provider does not send when it makes an instance from another one's backups, as RDS has them then: the next up
 * changes them (internal/service/rds/instance.go of terraform-provider-aws, the branch of restore_to_point_in_time).
 */
export const leftOut = (type: string, { restoreToPointInTime }: Inputs): Inputs =>
  type === "aws:rds/instance:Instance" && restoreToPointInTime !== undefined
    ? { performanceInsightsEnabled: false, maintenanceWindow: "sun:10:00-sun:10:30" }
    : {};

/**
 * Values of the families postgres18 and aurora-postgresql18 that a program may name (`aws rds describe-db-parameters`:
 * those with a ParameterValue). Asked for as they are, they keep the source `system`, told as `pending-reboot`.
 */
const FAMILY: Readonly<Record<string, string>> = {
  "rds.force_ssl": "1",
  timezone: "UTC",
  log_timezone: "UTC",
  shared_preload_libraries: "pg_stat_statements",
  log_rotation_age: "60",
  client_encoding: "UTF8",
};

interface Parameter {
  readonly name: string;
  readonly value: string;
  readonly applyMethod?: string;
}

const parameterGroup: Reader = ({ parameters, ...others }) => ({
  ...others,
  ...(parameters === undefined
    ? {}
    : {
        parameters: (parameters as Parameter[]).map((one) =>
          FAMILY[one.name] === one.value ? { ...one, applyMethod: "pending-reboot" } : one,
        ),
      }),
});

/**
 * Zones without RDS Proxy: it is made without the subnets there, and nothing is said
 * (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html#rds-proxy.limitations).
 */
const ZONES_WITHOUT_PROXY: readonly string[] = ["use1-az3", "usw1-az2"];

const proxy: Reader = ({ vpcSubnetIds, ...others }, zoneIdOf) => ({
  ...others,
  vpcSubnetIds: ((vpcSubnetIds ?? []) as string[]).filter(
    (id) => !ZONES_WITHOUT_PROXY.includes(zoneIdOf(id) ?? ""),
  ),
});

/** RDS keeps its identifiers and windows in lower case. */
const server: Reader = (inputs) =>
  Object.fromEntries(
    Object.entries(inputs).map(([key, value]) => [
      key,
      /identifier$|window$/i.test(key) && typeof value === "string" ? value.toLowerCase() : value,
    ]),
  );

/** The cluster decides about tags of snapshots (CreateDBInstance, CopyTagsToSnapshot: "Not applicable" to Aurora). */
const clusterInstance: Reader = ({ copyTagsToSnapshot: _, ...others }, zoneIdOf) =>
  server(others, zoneIdOf);

type Reader = (inputs: Inputs, zoneIdOf: ZoneIdOf) => Inputs;

/** With CloudFront's own certificate it takes TLS 1.0 too (ViewerCertificate, MinimumProtocolVersion). */
const distribution: Reader = ({ viewerCertificate, ...others }) => ({
  ...others,
  viewerCertificate:
    viewerCertificate.cloudfrontDefaultCertificate && viewerCertificate.minimumProtocolVersion
      ? { ...viewerCertificate, minimumProtocolVersion: "TLSv1" }
      : viewerCertificate,
});

const READERS: Readonly<Record<string, Reader>> = {
  "aws:cloudfront/distribution:Distribution": distribution,
  "aws:rds/cluster:Cluster": server,
  "aws:rds/clusterInstance:ClusterInstance": clusterInstance,
  "aws:rds/clusterParameterGroup:ClusterParameterGroup": parameterGroup,
  "aws:rds/instance:Instance": server,
  "aws:rds/parameterGroup:ParameterGroup": parameterGroup,
  "aws:rds/proxy:Proxy": proxy,
};
