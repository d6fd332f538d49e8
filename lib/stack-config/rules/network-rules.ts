import { isWithin, overlap, parseBlock } from "../../network/block.ts";
import type { Rule } from "./rule.ts";
import type { Values } from "../values.ts";

/** Blocks that nobody has on the internet: RFC 1918's, and RFC 6598's of 100.64/10, which a VPC may have too. */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

/**
 * "Some AWS services use the 172.17.0.0/16 CIDR range", Cloud9 and SageMaker among them
 * (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html); it is the first of Docker's own networks too.
 */
const TAKEN = "172.17.0.0/16";

const ANOTHER = "10.42.0.0/16";

/** The network of a private stack. */
export const NETWORK_RULES: readonly Rule[] = [
  {
    refuses: "a network of one's own for a public database",
    because:
      "a public one goes into the region's default VPC, and cidr and vpcId would be without effect",
    keys: ["publicAccess", "cidr", "vpcId"],
    isBroken: ({ publicAccess, vpcId }, given) =>
      publicAccess && (vpcId !== undefined || given("cidr")),
    mend: () => [["publicAccess", "false"]],
  },
  {
    refuses: "a vpcId without the block in it",
    because:
      "only that VPC's owner knows which part of it is free; of a block that is not, npm run deploy says so before anything is made, and names one that is",
    keys: ["vpcId", "cidr"],
    isBroken: ({ vpcId }, given) => vpcId !== undefined && !given("cidr"),
    mend: () => [["cidr", "10.0.0.0/20"]],
  },
  {
    refuses: "a cidr of addresses that are somebody's on the internet",
    because: `what is there could not be told from it; private are ${PRIVATE.join(", ")}`,
    keys: ["cidr"],
    found: ({ cidr }) => cidr,
    isBroken: ({ cidr }) => !PRIVATE.some((block) => isWithin(parsed(cidr), parsed(block))),
    mend: () => [["cidr", ANOTHER]],
  },
  {
    refuses: `a network of our own within ${TAKEN}`,
    because:
      "some of AWS's services use these addresses themselves, and so does Docker on the machines that connect",
    keys: ["cidr", "vpcId"],
    found: ({ cidr }) => cidr,
    isBroken: ({ cidr, vpcId }: Values) =>
      vpcId === undefined && overlap(parsed(cidr), parsed(TAKEN)),
    mend: () => [["cidr", ANOTHER]],
  },
];

/** Of a text that a reader has passed. */
const parsed = (text: string) => parseBlock(text)!;
