import assert from "node:assert/strict";
import { Network } from "../../../infra/network/network.ts";
import { DEFAULT_SUBNETS, DEFAULT_VPC, ZONES } from "#test/aws-answers";
import { planOf, valueOf, type Plan, type PlanOptions } from "#test/plans/pulumi-mocks";

const ARGS = {
  ...{ isPrivate: true, proxy: false, cidr: "10.42.0.0/16", vpcId: undefined },
  ...{ prefix: "cruddur-prod", logRetentionDays: 365 },
};

const network = (isPrivate: boolean, proxy = false, answers: PlanOptions["answers"] = {}) =>
  planOf(() => new Network("cruddur-network", { ...ARGS, isPrivate, proxy }), { answers });

/** The answers of an account whose zones, and so the default VPC's subnets, are these, in the order of their names. */
const zonesAre = (...zoneIds: string[]): NonNullable<PlanOptions["answers"]> => ({
  "aws:index/getAvailabilityZones:getAvailabilityZones": {
    zoneIds,
    names: ZONES.slice(0, zoneIds.length).map(({ name }) => name),
  },
  "aws:ec2/getSubnets:getSubnets": { ids: DEFAULT_SUBNETS.slice(0, zoneIds.length) },
  "aws:ec2/getSubnet:getSubnet": ({ id }) => ({
    availabilityZoneId: zoneIds[DEFAULT_SUBNETS.indexOf(id)],
  }),
});

describe("Network", () => {
  let ours: Plan<Network>;
  before(async () => {
    ours = await network(true);
  });

  it("makes nothing for a stack with public access, and finds the default VPC", async () => {
    const { result, resources } = await network(false);
    assert.deepEqual(
      resources.map(({ name }) => name),
      ["cruddur-network"],
    );
    assert.equal(await valueOf(result.vpcId), DEFAULT_VPC);
    assert.deepEqual(await valueOf(result.databaseSubnetIds), DEFAULT_SUBNETS);
    assert.equal(result.proxySubnetIds, undefined);
  });

  it("gives proxy and functions no default subnet of a zone that lacks them, by the zone's id and not its name", async () => {
    const { result } = await network(false, true);
    const [inOldest, ...others] = DEFAULT_SUBNETS;
    assert.equal(inOldest, ZONES.find(({ id }) => id === "use1-az3")?.subnet);
    assert.deepEqual(await valueOf(result.proxySubnetIds!), others);
    assert.deepEqual(await valueOf(result.functionSubnetIds), others);
    const other = (await network(false, true, zonesAre("usw1-az1", "usw1-az2", "usw1-az3"))).result;
    const [first, second, third] = DEFAULT_SUBNETS;
    assert.deepEqual(await valueOf(other.proxySubnetIds!), [first, third]);
    assert.deepEqual(await valueOf(other.functionSubnetIds), [first, second, third]);
  });

  it("says what to type when fewer than two zones have the proxy, and does without where none is asked for", async () => {
    const answers = zonesAre("usw1-az2", "usw1-az3");
    const ofDefault = (await network(false, true, answers)).result;
    const message =
      /\(usw1-az2, usw1-az3\) only usw1-az3 has it\. .*create-default-subnet.* proxy: false/;
    await assert.rejects(valueOf(ofDefault.proxySubnetIds!), message);
    assert.equal((await valueOf(ofDefault.databaseSubnetIds)).length, 2);
    const { result, resources } = await network(true, false, answers);
    assert.equal((await valueOf(result.databaseSubnetIds)).length, 2);
    assert.ok(resources.length > 5);
  });

  it("says what to type when the default VPC has lost its subnets", async () => {
    const { result } = await network(false, false, zonesAre("euc1-az1"));
    await assert.rejects(
      valueOf(result.databaseSubnetIds),
      /1 of its own subnets left.*create-default-subnet/,
    );
  });

  it("gives the default subnets in one order, whatever AWS's is, so that no up sees a change", async () => {
    const reversed = await network(false, false, {
      "aws:ec2/getSubnets:getSubnets": { ids: [...DEFAULT_SUBNETS].reverse() },
    });
    assert.deepEqual(await valueOf(reversed.result.databaseSubnetIds), DEFAULT_SUBNETS);
  });

  it("says what to type when the region has no default VPC", async () => {
    const { result } = await network(false, false, {
      "aws:ec2/getVpc:getVpc": new Error("no matching EC2 VPC found"),
    });
    await assert.rejects(valueOf(result.vpcId), /aws ec2 create-default-vpc/);
  });

  it("has no way to the internet, in or out, where it is private", async () => {
    for (const { type } of ours.resources) {
      assert.doesNotMatch(type, /internetGateway|natGateway|vpcEndpoint|ec2\/route:/i);
    }
    assert.equal(ours.only("aws:ec2/routeTable:RouteTable").inputs["routes"], undefined);
    for (const { inputs } of ours.all("aws:ec2/subnet:Subnet")) {
      assert.equal(inputs["mapPublicIpOnLaunch"], false);
    }
  });

  it("gives every subnet the table without routes, not the VPC's main one", async () => {
    const subnets = ours.all("aws:ec2/subnet:Subnet").map(({ id }) => id);
    const associated = ours.all("aws:ec2/routeTableAssociation:RouteTableAssociation");
    assert.deepEqual(
      associated.map(({ inputs }) => inputs["subnetId"]),
      subnets,
    );
  });

  it("places database and functions in two zones each, in a block each", async () => {
    const subnets = ours.all("aws:ec2/subnet:Subnet");
    for (const kind of ["database", "functions"]) {
      const zones = subnets
        .filter(({ name }) => name.includes(kind))
        .map(({ inputs }) => inputs["availabilityZone"]);
      // use1-az1 and use1-az2: the same places in every account, and the zone without the proxy last.
      assert.deepEqual(zones, ["us-east-1c", "us-east-1d"]);
    }
    assert.equal(new Set(subnets.map(({ inputs }) => inputs["cidrBlock"])).size, 4);
    assert.equal((await valueOf(ours.result.databaseSubnetIds)).length, 2);
    assert.notDeepEqual(
      await valueOf(ours.result.databaseSubnetIds),
      await valueOf(ours.result.functionSubnetIds),
    );
  });

  it("makes its network of the block that is given, and the VPC is that block", async () => {
    const cidr = "192.168.0.0/20";
    const { resources } = await planOf(() => new Network("cruddur-network", { ...ARGS, cidr }));
    assert.deepEqual(
      resources.flatMap(({ inputs }) => inputs["cidrBlock"] ?? []),
      [cidr, ...["192.168.0.0/24", "192.168.1.0/24", "192.168.4.0/22", "192.168.8.0/22"]],
    );
  });

  it("makes subnets and their table in somebody's VPC, and touches nothing else of it", async () => {
    const vpcId = "vpc-0a1b2c3d4e5f60718";
    const own = { ...ARGS, vpcId, cidr: "10.0.64.0/20" };
    const { result, resources } = await planOf(() => new Network("cruddur-network", own));
    assert.equal(await valueOf(result.vpcId), vpcId);
    assert.deepEqual(
      [...new Set(resources.map(({ type }) => type.split(":").at(-1)))],
      ["Network", "RouteTable", "Subnet", "RouteTableAssociation"],
    );
    for (const { inputs } of resources) {
      if ("vpcId" in inputs) assert.equal(inputs["vpcId"], vpcId);
    }
  });

  it("leaves subnets where they are when AWS opens a zone", async () => {
    for (const { options } of ours.all("aws:ec2/subnet:Subnet")) {
      assert.deepEqual(options.ignoreChanges, ["availabilityZone"]);
    }
  });

  it("resolves names, which RDS gives instead of addresses", async () => {
    const { inputs } = ours.only("aws:ec2/vpc:Vpc");
    assert.equal(inputs["enableDnsHostnames"], true);
    assert.equal(inputs["enableDnsSupport"], true);
  });

  it("empties the default security group of its own VPC (EC2.2)", async () => {
    const { inputs } = ours.only("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup");
    assert.equal(inputs["vpcId"], ours.only("aws:ec2/vpc:Vpc").id);
    assert.equal(inputs["ingress"], undefined);
    assert.equal(inputs["egress"], undefined);
  });

  it("writes down refused connections, for as long as the stack keeps logs (EC2.6)", async () => {
    const log = ours.only("aws:ec2/flowLog:FlowLog");
    const group = ours.only("aws:cloudwatch/logGroup:LogGroup");
    assert.equal(log.inputs["trafficType"], "REJECT");
    assert.match(log.inputs["logDestination"], new RegExp(`${group.inputs["name"]}$`));
    assert.equal(group.inputs["retentionInDays"], 365);
  });
});
