import assert from "node:assert/strict";
import fc from "fast-check";
import type { Reader } from "#lib/stack-config/readers/readers";
import { restoreFrom, restoreFromOf } from "#lib/stack-config/readers/restore-from";
import {
  backupPlace,
  cidr,
  domainName,
  policyArn,
  senderAddress,
  vpcId,
} from "#lib/stack-config/readers/value-readers";

interface Case {
  readonly reader: Reader<string>;
  readonly legal: readonly string[];
  /** What is refused, and what is probably meant by it. */
  readonly refused: readonly (readonly [string, string | undefined])[];
}

const ACCOUNT = "123456789012";

const CASES: Readonly<Record<string, Case>> = {
  domainName: {
    reader: domainName,
    legal: ["cruddur.example", "app.cruddur.example", "xn--mnchen-3ya.example", "a.b.c.example"],
    refused: [
      ["Cruddur.Example", "cruddur.example"],
      ["https://cruddur.example/home", "cruddur.example"],
      ["cruddur.example.", "cruddur.example"],
      ["*.cruddur.example", "cruddur.example"],
      ["münchen.example", "xn--mnchen-3ya.example"],
      ["localhost", undefined],
      ["10.0.0.1", undefined],
      ["-a.example", undefined],
      ["a b.example", undefined],
      [`${"a".repeat(64)}.example`, undefined],
      ["", undefined],
    ],
  },
  mailFrom: {
    reader: senderAddress,
    legal: ["no-reply@cruddur.example", "a.b+c_d@mail.cruddur.example"],
    refused: [
      ["Cruddur <no-reply@Cruddur.example>", "no-reply@cruddur.example"],
      ["cruddur.example", undefined],
      ["a@münchen.de", "a@xn--mnchen-3ya.de"],
      ["a,b@x.com", undefined],
      ['"a b@x.com"', undefined],
      ["a b@x.com", undefined],
      ["a@localhost", undefined],
      ["a@b@cruddur.example", undefined],
    ],
  },
  restoreFrom: {
    reader: restoreFrom,
    legal: [
      "before-v2",
      "rds:cruddur-prod-2026-11-20-03-11",
      "awsbackup:job-1c2b3a",
      `arn:aws:rds:us-east-1:${ACCOUNT}:snapshot:rds:cruddur-prod-2026-11-20-03-11`,
      `arn:aws-cn:rds:cn-north-1:${ACCOUNT}:cluster-snapshot:before-v2`,
      "cruddur-prod@latest",
      "cruddur-prod@2026-11-20T10:00:00Z",
    ],
    refused: [
      ["cruddur-prod@2026-11-20T10:00", "cruddur-prod@2026-11-20T10:00:00Z"],
      ["cruddur-prod@2026-11-20T11:00:00+01:00", "cruddur-prod@2026-11-20T10:00:00Z"],
      ["cruddur-prod@2026-11-20", "cruddur-prod@2026-11-20T00:00:00Z"],
      ["cruddur-prod@2026-02-31T10:00:00Z", "cruddur-prod@2026-03-03T10:00:00Z"],
      ["cruddur-prod@", undefined],
      ["cruddur-prod@yesterday", undefined],
      ["two--hyphens", undefined],
      ["ends-with-", undefined],
      [`arn:aws:rds:us-east-1:${ACCOUNT}:db:cruddur-prod`, undefined],
    ],
  },
  backupCopyTo: {
    reader: backupPlace,
    legal: ["eu-west-1", `arn:aws:backup:eu-west-1:${ACCOUNT}:backup-vault:cruddur-prod`],
    refused: [
      ["eu-west-1a", "eu-west-1"],
      ["arn:aws:backup:eu-west-1:1:backup-vault:x", undefined],
      [`arn:aws:backup:eu-west-1:${ACCOUNT}:backup-vault:x`, undefined],
      ["ARN:aws:backup:eu-west-1", undefined],
    ],
  },
  cidr: {
    reader: cidr,
    legal: ["10.42.0.0/16", "172.20.16.0/20", "192.168.0.0/16"],
    refused: [
      ["10.42.7.5/16", "10.42.0.0/16"],
      ["10.42.24.0/21", "10.42.16.0/20"],
      ["10.0.0.0/8", "10.0.0.0/16"],
      ["10.42.0.0", undefined],
      ["10.42.0.256/16", undefined],
      ["fd00::/48", undefined],
    ],
  },
  vpcId: {
    reader: vpcId,
    legal: ["vpc-0123456789abcdef0", "vpc-1a2b3c4d"],
    refused: [
      ["vpc-", undefined],
      ["subnet-1a2b3c4d", undefined],
    ],
  },
  permissionsBoundary: {
    reader: policyArn,
    legal: [
      `arn:aws:iam::${ACCOUNT}:policy/cruddur-boundary`,
      "arn:aws:iam::aws:policy/ReadOnlyAccess",
    ],
    refused: [
      ["cruddur-boundary", undefined],
      [`arn:aws:iam::${ACCOUNT}:role/x`, undefined],
    ],
  },
};

describe("A value of the configuration", () => {
  for (const [key, { reader, legal, refused }] of Object.entries(CASES)) {
    it(`of ${key} is taken as it is, or refused with what is meant`, () => {
      for (const value of legal) assert.equal(reader.read(value), value);
      for (const [value, meant] of refused) {
        assert.equal(reader.read(value), undefined, value);
        assert.equal(reader.meant?.(value), meant, value);
        if (meant !== undefined) assert.equal(reader.read(meant), meant);
      }
    });
  }

  it("of cidr is meant as the block that its address is in", () => {
    const byte = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(byte, byte, byte, byte, fc.integer({ min: 16, max: 20 }), (a, b, c, d, size) => {
        const meant = cidr.meant!(`${a}.${b}.${c}.${d}/${size}`)!;
        assert.equal(cidr.read(meant), meant);
        assert.equal(cidr.meant!(meant), meant);
        const [first = "", second = "", third = ""] = meant.split(/[./]/);
        assert.deepEqual([Number(first), Number(second)], [a, b]);
        assert.equal(Number(third), c - (c % 2 ** (24 - size)));
      }),
    );
  });
});

describe("restoreFromOf", () => {
  it("tells a snapshot from another database at a time", () => {
    assert.deepEqual(restoreFromOf("rds:before-v2"), { snapshot: "rds:before-v2" });
    assert.deepEqual(restoreFromOf("cruddur-prod@latest"), {
      instance: "cruddur-prod",
      at: "latest",
    });
  });
});
