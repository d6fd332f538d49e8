import assert from "node:assert/strict";
import { snapshotFaults, windowFaults, type SourceSnapshot } from "#lib/restore/source-faults";

const OWN = "123456789012";
const arnOf = (account: string, what: string) =>
  `arn:aws:${what.replace("/", `:us-east-1:${account}:`)}`;

const SNAPSHOT: SourceSnapshot = {
  ...{ arn: arnOf(OWN, "rds/snapshot:kept"), type: "manual", status: "available" },
  ...{ engine: "postgres", engineVersion: "18.3", masterUser: "cruddur_admin" },
  ...{ isEncrypted: true, keyArn: arnOf(OWN, "kms/key/1234"), tags: { environment: "prod" } },
};
const ABOUT = {
  ...{ stack: "prod", region: "us-east-1", kind: "instance" as const, engineVersion: "18" },
  ...{ environment: "prod", account: OWN, place: undefined },
};

describe("snapshotFaults", () => {
  const faults = (snapshot: Partial<SourceSnapshot> | undefined, about: object = {}) =>
    snapshotFaults("kept", snapshot && { ...SNAPSHOT, ...snapshot }, { ...ABOUT, ...about });

  it("finds nothing against a snapshot of a stack's own", () => {
    assert.deepEqual(faults({}), []);
    assert.deepEqual(faults({ type: "automated", tags: {} }, { account: undefined }), []);
    assert.deepEqual(faults({}, { key: { alias: "alias/own", id: "1234" } }), []);
  });

  const CASES: readonly (readonly [
    string,
    Partial<SourceSnapshot> | undefined,
    RegExp,
    RegExp,
    object?,
  ])[] = [
    [
      "that is not there",
      undefined,
      /no snapshot kept in us-east-1/,
      /rds:snapshots -- --target prod/,
    ],
    [
      "of another region",
      undefined,
      /is in eu-west-1, and stack prod in us-east-1/,
      /copy-db-snapshot .*--region us-east-1 --source-region eu-west-1/,
      { place: "eu-west-1" },
    ],
    [
      "of another engine",
      { engine: "aurora-postgresql" },
      /of engine aurora-postgresql, and stack prod has postgres/,
      /pulumi config set topology aurora --stack prod/,
    ],
    [
      "of an older major version",
      { engineVersion: "17.9" },
      /PostgreSQL 17\.9, and stack prod has 18/,
      /older major version/,
    ],
    [
      "of a newer major version",
      { engineVersion: "19.1" },
      /PostgreSQL 19\.1, and stack prod has 18/,
      /Name one of PostgreSQL 18/,
    ],
    [
      "that is shared",
      { type: "shared", arn: arnOf("210987654321", "rds/snapshot:kept") },
      /account 210987654321's, which shares it/,
      /copy-db-snapshot .*:210987654321:/,
    ],
    [
      "that is not encrypted",
      { isEncrypted: false, keyArn: undefined },
      /is not encrypted/,
      /--kms-key-id alias\/aws\/rds/,
    ],
    [
      "with a stranger's key",
      { keyArn: arnOf("210987654321", "kms/key/9") },
      /a key of account 210987654321/,
      /copy-db-snapshot/,
    ],
    [
      "that is being made",
      { status: "creating" },
      /is creating, not available/,
      /Wait until it is/,
    ],
    ["that failed", { status: "failed" }, /is failed, not available/, /Name another one/],
    ["of another project", { masterUser: "root" }, /the master user root/, /npm run db:import/],
    [
      "of another environment",
      { tags: { environment: "dev" } },
      /of environment "dev", and stack prod is "prod"/,
      /pulumi stack init dev-next/,
    ],
    [
      "with another key than one's own",
      {},
      /not encrypted with alias\/own/,
      /--kms-key-id alias\/own/,
      { key: { alias: "alias/own", id: "5678" } },
    ],
    [
      "before one's own key is there",
      {},
      /alias\/own is not there/,
      /pulumi up --target '\*\*::cruddur-database-key\*'/,
      { key: { alias: "alias/own", id: undefined } },
    ],
  ];

  for (const [title, snapshot, problem, hint, about] of CASES) {
    it(`tells of a snapshot ${title}, and what to type`, () => {
      const [first, ...others] = faults(snapshot, about);
      assert.match(first!.problem, problem);
      assert.match(first!.hint, hint);
      assert.deepEqual(others, []);
    });
  }

  it("tells every fault at once", () => {
    assert.equal(faults({ isEncrypted: false, status: "failed", engineVersion: "17.1" }).length, 3);
  });
});

describe("windowFaults", () => {
  const window = { earliest: "2026-11-20T10:00:00.000Z", latest: "2026-11-27T10:00:00.000Z" };
  const faults = (at: string, found: typeof window | undefined = window) =>
    windowFaults({ instance: "server", at }, found, ABOUT);

  it("takes what lies between its ends, and the latest", () => {
    for (const at of ["2026-11-20T10:00:00Z", "2026-11-27T10:00:00Z", "latest"]) {
      assert.deepEqual(faults(at), []);
    }
  });

  it("tells how far the backups reach", () => {
    assert.match(faults("2026-11-20T09:59:59Z")[0]!.hint, /A snapshot may be older/);
    assert.match(faults("2026-11-27T10:00:01Z")[0]!.hint, /within five minutes/);
    assert.match(faults("2026-11-27T10:00:01Z")[0]!.problem, /from 2026-11-20T\S+ to 2026-11-27T/);
  });

  it("tells of a server without backups", () => {
    const [fault] = windowFaults({ instance: "server", at: "latest" }, undefined, ABOUT);
    assert.match(fault!.problem, /no backups of a database server/);
  });
});
