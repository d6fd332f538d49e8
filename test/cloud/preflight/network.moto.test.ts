import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import {
  AssociateVpcCidrBlockCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  EC2Client,
  ModifyVpcAttributeCommand,
} from "@aws-sdk/client-ec2";
import { networkFaults } from "#cloud/preflight/network";
import { devConfig } from "#test/plans/stack-configs";
import { describeWithMoto } from "#test/moto";

const REGION = "us-east-1";

describeWithMoto("networkFaults", () => {
  let client: EC2Client;
  let vpcId: string;
  const config = (cidr: string, keys: Record<string, unknown> = {}) =>
    devConfig({ publicAccess: false, vpcId, cidr, ...keys });
  const subnet = async (CidrBlock: string, tags: Record<string, string> = {}) => {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    const TagSpecifications = [{ ResourceType: "subnet" as const, Tags }];
    const command = new CreateSubnetCommand({
      ...{ VpcId: vpcId, CidrBlock },
      ...(Tags.length > 0 ? { TagSpecifications } : {}),
    });
    return (await client.send(command)).Subnet!.SubnetId!;
  };

  before(async () => {
    client = new EC2Client({ region: REGION });
    const { Vpc } = await client.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/18" }));
    vpcId = Vpc!.VpcId!;
    const EnableDnsHostnames = { Value: true };
    await client.send(new ModifyVpcAttributeCommand({ VpcId: vpcId, EnableDnsHostnames }));
  });

  it("asks nothing where the network is the stack's own, and finds nothing where the block is free", async () => {
    assert.deepEqual(await networkFaults(devConfig({ publicAccess: false })), []);
    assert.deepEqual(await networkFaults(config("10.0.16.0/20")), []);
  });

  it("names the VPC that is not there, and the region", async () => {
    const [fault, ...more] = await networkFaults(
      config("10.0.0.0/20", { vpcId: "vpc-0a1b2c3d4e5f60718" }),
    );
    assert.deepEqual(more, []);
    assert.match(fault!.problem, /^There is no VPC vpc-0a1b2c3d4e5f60718 in us-east-1/);
    assert.match(fault!.hint, /aws ec2 describe-vpcs --region us-east-1/);
  });

  it("names a subnet that is in the way, and a block that is free; the stack's own is not", async () => {
    const others = await subnet("10.0.4.0/24", { project: "cruddur", stack: "another" });
    await subnet("10.0.16.0/24", { project: "cruddur", stack: "dev" });
    assert.deepEqual(await networkFaults(config("10.0.16.0/20")), []);
    const [fault] = await networkFaults(config("10.0.0.0/20"));
    assert.equal(
      fault!.problem,
      `10.0.0.0/20 is not free in VPC ${vpcId}: ${others} has 10.0.4.0/24.`,
    );
    assert.equal(fault!.hint, "pulumi config set cidr 10.0.16.0/20 --stack dev");
  });

  it("names the VPC's blocks where the stack's is in none, one that is free or how it gets another", async () => {
    const [fault] = await networkFaults(config("10.42.0.0/16"));
    assert.match(fault!.problem, /^10\.42\.0\.0\/16 is within none .*: 10\.0\.0\.0\/18\.$/);
    assert.match(fault!.hint, /cidr 10\.0\.16\.0\/20 /);
    for (const third of [20, 32, 48]) await subnet(`10.0.${third}.0/24`);
    const [full] = await networkFaults(config("10.0.16.0/20"));
    assert.match(full!.hint, /no room for a \/20\. .* --cidr-block BLOCK --region us-east-1$/);
    const CidrBlock = "100.64.0.0/16";
    await client.send(new AssociateVpcCidrBlockCommand({ VpcId: vpcId, CidrBlock }));
    assert.deepEqual(await networkFaults(config("100.64.32.0/20")), []);
    assert.match((await networkFaults(config("10.0.16.0/20")))[0]!.hint, /100\.64\.0\.0\/20/);
  });

  it("names the attribute that is off, and how it goes on", async () => {
    const EnableDnsHostnames = { Value: false };
    await client.send(new ModifyVpcAttributeCommand({ VpcId: vpcId, EnableDnsHostnames }));
    const [fault, ...more] = await networkFaults(config("100.64.0.0/20"));
    assert.deepEqual(more, []);
    assert.match(fault!.problem, /enableDnsSupport is on and enableDnsHostnames off/);
    assert.equal(
      fault!.hint,
      `aws ec2 modify-vpc-attribute --vpc-id ${vpcId} --enable-dns-hostnames --region us-east-1`,
    );
  });

  describe("with a jump host", () => {
    let server: Server;
    before(async () => {
      const moto = process.env["AWS_ENDPOINT_URL"]!;
      // moto knows nothing of these endpoints; everything else is its own answer.
      server = createServer((request, response) => {
        void text(request).then(async (body) => {
          const headers = { "content-type": "application/x-www-form-urlencoded" };
          const authorization = request.headers.authorization ?? "";
          const answer = body.includes("Action=DescribeInstanceConnectEndpoints")
            ? ENDPOINTS
            : await (
                await fetch(moto, { method: "POST", body, headers: { ...headers, authorization } })
              ).text();
          response.end(answer);
        });
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as AddressInfo;
      process.env["AWS_ENDPOINT_URL_EC2"] = `http://127.0.0.1:${port}`;
    });
    after(() => {
      delete process.env["AWS_ENDPOINT_URL_EC2"];
      server.close();
    });

    it("names the endpoint that the VPC has already, unless it is the stack's own", async () => {
      const faults = await networkFaults(config("100.64.0.0/20", { jumpHost: true }));
      assert.match(faults.at(-1)!.problem, /already, eice-1, and AWS allows one/);
      assert.equal(faults.at(-1)!.hint, "pulumi config rm jumpHost --stack dev");
      assert.equal(faults.filter(({ problem }) => /eice/.test(problem)).length, 1);
    });
  });
});

const endpoint = (id: string, stack: string) =>
  `<item><instanceConnectEndpointId>${id}</instanceConnectEndpointId><tagSet><item><key>stack</key><value>${stack}</value></item></tagSet></item>`;
const ENDPOINTS = `<DescribeInstanceConnectEndpointsResponse><instanceConnectEndpointSet>${endpoint("eice-1", "another")}${endpoint("eice-2", "dev")}</instanceConnectEndpointSet></DescribeInstanceConnectEndpointsResponse>`;
