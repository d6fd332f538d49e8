import { readFile } from "node:fs/promises";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import type { Regions, Service } from "../regions.ts";
import { typesByRegion } from "./cfn-lint.ts";
import type { PythonPackage } from "./python-package.ts";
import { headOf, type Renewal } from "./renewal.ts";

interface Partition {
  readonly partition: string;
  readonly dnsSuffix: string;
  readonly regions: Readonly<Record<string, { readonly description: string }>>;
  readonly services: Readonly<Record<string, { readonly endpoints: object } | undefined>>;
}

/** What a stack may need, by the endpoint that botocore lists and the type that CloudFormation has. */
const NEEDED: Readonly<Partial<Record<Service, { endpoint?: string; type: string }>>> = {
  "user pools": { endpoint: "cognito-idp", type: "AWS::Cognito::UserPool" },
  "HTTP APIs": { endpoint: "apigateway", type: "AWS::ApiGatewayV2::Api" },
  "RDS Proxy": { type: "AWS::RDS::DBProxy" },
  SES: { endpoint: "email", type: "AWS::SES::EmailIdentity" },
};

/** The regions of every partition, and what each is without. */
export async function renewRegions(
  botocore: PythonPackage,
  cfnLint: PythonPackage,
): Promise<Renewal & Regions> {
  const data = path.join(botocore.folder, "data");
  const { partitions } = JSON.parse(await readFile(path.join(data, "endpoints.json"), "utf8")) as {
    readonly partitions: readonly Partition[];
  };
  const types = await typesByRegion(cfnLint);
  // Budgets belong to an account, and their endpoint to a partition.
  const budgets = gunzipSync(
    await readFile(path.join(data, "budgets", "2016-10-20", "endpoint-rule-set-1.json.gz")),
  ).toString();

  const entryOf = (partition: Partition, region: string) => {
    const known = types.get(region);
    const without = Object.entries(NEEDED)
      .filter(
        ([, { endpoint, type }]) =>
          (endpoint !== undefined && !hasEndpoint(partition, endpoint, region)) ||
          (known !== undefined && !known.has(type)),
      )
      .map(([service]) => service as Service);
    if (!partition.services["budgets"] && !budgets.includes(`"${partition.partition}"`)) {
      without.push("AWS Budgets");
    }
    const { description } = partition.regions[region]!;
    return {
      name: description,
      partition: partition.partition,
      domain: partition.dnsSuffix,
      without,
    };
  };
  const entries = partitions.flatMap((partition) =>
    Object.keys(partition.regions).map((region) => [region, entryOf(partition, region)] as const),
  );
  return {
    ...headOf(
      "AWS's regions, with partition and domain, and what each is without of what a stack may need.",
      [botocore, cfnLint],
    ),
    regions: Object.fromEntries(entries),
  };
}

const hasEndpoint = ({ services }: Partition, service: string, region: string) =>
  region in (services[service]?.endpoints ?? {});
