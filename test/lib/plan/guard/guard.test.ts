import assert from "node:assert/strict";
import fc from "fast-check";
import { needlessAllowances, refusalsOf } from "#lib/plan/guard/guard";
import { GUARDED } from "#lib/plan/guard/guarded-resources";
import { parsePreview } from "#lib/plan/preview";
import { poolSchema, SCHEMA_TAG, schemaTagOf } from "#lib/domain/user-pool-schema";
import { samplePreview, type SampleStep } from "#test/plans/pulumi-program";

const INSTANCE = "aws:rds/instance:Instance";
const POOL = "aws:cognito/userPool:UserPool";
const previewOf = (...steps: SampleStep[]) => parsePreview(samplePreview(steps));
const replaced = (type: string, name: string, ...because: string[]): SampleStep => ({
  op: "replace",
  type,
  name,
  old: {},
  new: {},
  because,
});
const deleted = (type: string, name: string, parents = "a:b:C"): SampleStep => ({
  op: "delete",
  type,
  name,
  parents,
  old: {},
});

describe("refusalsOf", () => {
  it("refuses to replace a database, says which input forces it and what to do instead", () => {
    const [refusal, ...others] = refusalsOf(previewOf(replaced(INSTANCE, "db", "dbName")));
    assert.deepEqual(others, []);
    assert.equal(
      refusal!.problem,
      "It would replace the database db (dbName), and lose every row in it.",
    );
    assert.match(refusal!.instead, /Leave dbName as it is.*create database/);
    assert.deepEqual(refusal!.because, ["dbName"]);
  });

  const SUBNETS = "aws:rds/subnetGroup:SubnetGroup";
  const subnets: SampleStep = { op: "update", type: SUBNETS, name: "subnets", old: {}, new: {} };
  const group = replaced("aws:ec2/securityGroup:SecurityGroup", "group", "vpcId");
  const vpc: SampleStep = { op: "create", type: "aws:ec2/vpc:Vpc", name: "vpc", new: {} };

  it("refuses to move a database to another network, which nobody can allow", () => {
    for (const steps of [
      [subnets, group],
      [subnets, vpc],
      [group, vpc, subnets],
    ]) {
      const [refusal, ...others] = refusalsOf(previewOf(...steps), ["subnets"]);
      assert.deepEqual(others, []);
      assert.match(refusal!.problem, /a database cannot move.*publicAccess/);
      assert.match(refusal!.instead, /pulumi config set publicAccess .*\n.*docs\/operations\.md/);
    }
    const [refusal] = refusalsOf(previewOf(subnets, group, vpc));
    assert.match(refusal!.instead, /publicAccess true --stack/);
  });

  const SUBNET = "aws:ec2/subnet:Subnet";
  const moved = (role: string, cidrBlock: string, ...because: string[]): SampleStep => ({
    ...replaced(SUBNET, `cruddur-network-${role}`, ...because),
    old: { vpcId: "vpc-1a2b3c4d", cidrBlock },
  });
  const places = (...because: string[]) => [
    moved("database-1", "10.0.64.0/24", ...because),
    moved("functions-1", "10.0.68.0/22", ...because),
  ];
  const old = { cidrBlock: "10.42.0.0/16" };
  const anotherBlock = { ...replaced("aws:ec2/vpc:Vpc", "vpc", "cidrBlock"), old };

  /** What was changed on a stack that lives, what its plan has of it, and what sets it back. */
  const movedBy: Readonly<Record<string, readonly [SampleStep[], string, string[]]>> = {
    "another block of a network of its own": [
      [anotherBlock, group, ...places("vpcId", "cidrBlock")],
      "cidr",
      ["pulumi config set cidr 10.42.0.0/16 --stack dev"],
    ],
    "another block in somebody's VPC": [
      places("cidrBlock"),
      "cidr",
      ["pulumi config set cidr 10.0.64.0/20 --stack dev"],
    ],
    "another VPC of somebody's": [
      [group, ...places("vpcId")],
      "vpcId",
      [
        "pulumi config set vpcId vpc-1a2b3c4d --stack dev",
        "pulumi config set cidr 10.0.64.0/20 --stack dev",
      ],
    ],
    "somebody's VPC instead of its own": [
      [{ op: "delete", type: "aws:ec2/vpc:Vpc", name: "vpc", old }, group, ...places("vpcId")],
      "vpcId",
      ["pulumi config rm vpcId --stack dev", "pulumi config set cidr 10.42.0.0/16 --stack dev"],
    ],
    "its own VPC instead of somebody's": [
      [vpc, group, ...places("vpcId")],
      "vpcId",
      ["pulumi config set vpcId vpc-1a2b3c4d --stack dev"],
    ],
  };
  for (const [title, [steps, key, lines]] of Object.entries(movedBy)) {
    it(`refuses ${title}, and says what sets ${key} back`, () => {
      const refusal = refusalsOf(previewOf(subnets, ...steps)).find(
        ({ resource }) => resource === "subnets",
      );
      assert.match(refusal!.problem, new RegExp(`a database cannot move.* ${key} settles`));
      for (const line of lines) assert.ok(refusal!.instead.split(/: |\n/).includes(line), line);
      assert.equal(refusal!.canBeAllowed, false);
    });
  }

  it("lets subnets change within a network, and a network be made with its first database", () => {
    assert.deepEqual(refusalsOf(previewOf(subnets)), []);
    assert.deepEqual(refusalsOf(previewOf({ ...subnets, op: "create" }, vpc)), []);
  });

  const forcing: readonly (readonly [string, string, RegExp])[] = [
    [INSTANCE, "storageEncrypted", /a copy of it with encryption switched on/],
    [
      INSTANCE,
      "kmsKeyId",
      /^Set it back: pulumi config set customerKey false --stack dev\n.*a copy of it with the key, and npm run rds:restore/,
    ],
    [INSTANCE, "snapshotIdentifier", /keep all else: npm run rds:restore\. .* second stack/],
    [INSTANCE, "restoreToPointInTime", /keep all else: npm run rds:restore/],
    [INSTANCE, "username", /Leave the master user/],
    [INSTANCE, "availabilityZone", /Take availabilityZone away/],
    [INSTANCE, "engine", /snapshot beside this one/],
    [INSTANCE, "somethingNew", /snapshot beside this one/],
    ["aws:rds/cluster:Cluster", "masterUsername", /Leave the master user/],
    [POOL, "usernameAttributes", /settled for good/],
    [POOL, "usernameConfiguration.caseSensitive", /case is settled/],
    ["aws:cognito/userPoolClient:UserPoolClient", "generateSecret", /second client/],
    ["aws:ec2/vpc:Vpc", "cidrBlock", /set cidr back/],
    ["postgresql:index/database:Database", "name", /alter database/],
  ];
  for (const [type, property, instead] of forcing) {
    it(`refuses ${property} of ${type}`, () => {
      const [refusal] = refusalsOf(previewOf(replaced(type, "it", property)));
      assert.match(refusal!.problem, new RegExp(property.replace(".", "\\.")));
      assert.match(refusal!.instead, instead);
    });
  }

  it("refuses the engine's other words for a replacement too", () => {
    for (const op of ["replace", "create-replacement", "delete-replaced", "import-replacement"])
      assert.equal(refusalsOf(previewOf({ ...replaced(INSTANCE, "db"), op })).length, 1, op);
  });

  it("refuses a deletion, and guesses a new name or another parent", () => {
    const made = (name: string): SampleStep => ({
      op: "create",
      type: INSTANCE,
      name,
      parents: "d:e:F",
      new: {},
    });
    assert.match(
      refusalsOf(previewOf(deleted(INSTANCE, "db")))[0]!.instead,
      /Put it back.*npm run destroy/,
    );
    assert.match(
      refusalsOf(previewOf(deleted(INSTANCE, "db"), made("main")))[0]!.instead,
      /main is the new name of db.*in the options of main: aliases: \[\{ name: "db" \}\]/,
    );
    assert.match(
      refusalsOf(previewOf(deleted(INSTANCE, "db"), made("db")))[0]!.instead,
      /another parent.*urn:pulumi:dev::cruddur::a:b:C\$aws:rds\/instance:Instance::db/,
    );
  });

  it("guesses a component's new name, by whose alias its parts keep theirs", () => {
    const component = "cruddur:infra:Database";
    const part = (op: string, name: string, parent: string): SampleStep => ({
      op,
      type: INSTANCE,
      name,
      parents: component,
      [op === "delete" ? "old" : "new"]: {},
      state: { parent: `urn:pulumi:dev::cruddur::${component}::${parent}` },
    });
    const [refusal] = refusalsOf(
      previewOf(
        { op: "create", type: component, name: "store", new: {} },
        part("create", "store-instance", "store"),
        part("delete", "db-instance", "db"),
        { op: "delete", type: component, name: "db", old: {} },
      ),
    );
    assert.match(refusal!.instead, /in the options of store: aliases: \[\{ name: "db" \}\]/);
  });

  const provider = (old: object, wanted: object): SampleStep => ({
    op: "update",
    type: "pulumi:providers:aws",
    name: "cruddur-aws",
    old: { region: "us-east-1", ...old },
    new: { region: "us-east-1", ...wanted },
  });
  const accounts = (id: string) => ({ allowedAccountIds: JSON.stringify([id]) });
  const there: SampleStep = { op: "same", type: INSTANCE, name: "db", old: {} };

  it("refuses another region and another account for a stack that is up, which nobody can allow", () => {
    const region = refusalsOf(previewOf(provider({}, { region: "eu-west-1" }), there), [
      "cruddur-aws",
    ]);
    assert.match(
      region[0]!.problem,
      /look for 1 resources of region us-east-1 in region eu-west-1/,
    );
    assert.match(
      region[0]!.instead,
      /^Set it back: pulumi config set region us-east-1 --stack dev\n/,
    );
    const account = previewOf(provider(accounts("012345678901"), accounts("123456789012")), there);
    assert.match(refusalsOf(account)[0]!.instead, /config set accountId 012345678901 --stack dev/);
  });

  it("lets an account be named, and a stack without resources be anywhere", () => {
    assert.deepEqual(refusalsOf(previewOf(provider({}, accounts("123456789012")), there)), []);
    assert.deepEqual(refusalsOf(previewOf(provider(accounts("123456789012"), {}), there)), []);
    assert.deepEqual(refusalsOf(previewOf(provider({}, { region: "eu-west-1" }))), []);
  });

  it("tells of a database that would be forgotten instead of deleted", () => {
    const step = { ...deleted(INSTANCE, "db"), state: { retainOnDelete: true } };
    assert.match(
      refusalsOf(previewOf(step))[0]!.problem,
      /would forget the database db, and leave it behind/,
    );
  });

  it("lets pass what is allowed by its name, and only that", () => {
    const preview = previewOf(replaced(INSTANCE, "db", "dbName"), replaced(POOL, "pool"));
    assert.deepEqual(
      refusalsOf(preview, ["db"]).map(({ resource }) => resource),
      ["pool"],
    );
    assert.deepEqual(refusalsOf(preview, ["db", "pool"]), []);
    assert.deepEqual(needlessAllowances(preview, ["db", "bd"]), ["bd"]);
  });

  it("refuses a change of a pool's schema, which its tag tells, whatever is allowed", () => {
    const tags = (schema: string) => ({ tags: { [SCHEMA_TAG]: schema } });
    const step = (before: object, after: object): SampleStep => ({
      op: "update",
      type: POOL,
      name: "pool",
      old: before as Record<string, unknown>,
      new: after as Record<string, unknown>,
    });
    const wanted = schemaTagOf();
    const [refusal] = refusalsOf(previewOf(step(tags("email name"), tags(wanted))), ["pool"]);
    assert.match(refusal!.problem, /cannot be changed once it exists: it has "email name"/);
    assert.match(refusal!.instead, /column of the table users/);
    assert.equal(refusal!.canBeAllowed, false);
    assert.deepEqual(refusalsOf(previewOf(step(tags(wanted), tags(wanted)))), []);
    const [own] = refusalsOf(
      previewOf(step({ schemas: poolSchema }, { schemas: poolSchema.slice(1) })),
    );
    assert.match(own!.problem, /cannot be changed once it exists/);
    const reordered = poolSchema.map((it) => Object.fromEntries(Object.entries(it).reverse()));
    assert.deepEqual(
      refusalsOf(previewOf(step({ schemas: poolSchema }, { schemas: reordered }))),
      [],
    );
  });

  it("says nothing of what can be made again, or only changes", () => {
    const types = fc.constantFrom(...Object.keys(GUARDED), "aws:lambda/function:Function");
    const harmless = fc.oneof(
      fc.record({
        op: fc.constantFrom("create", "same", "update", "read", "refresh"),
        type: types,
      }),
      fc.record({
        op: fc.constantFrom("replace", "delete"),
        type: fc.constant("aws:lambda/function:Function"),
      }),
    );
    fc.assert(
      fc.property(fc.array(harmless, { maxLength: 5 }), (steps) => {
        const preview = previewOf(
          ...steps.map((it, index) => ({ ...it, name: `r${index}`, old: {}, new: {} })),
        );
        assert.deepEqual(refusalsOf(preview), []);
      }),
    );
  });

  it("never lets a guarded resource go by itself", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(GUARDED)),
        fc.constantFrom("replace", "delete", "create-replacement", "delete-replaced"),
        fc.array(fc.string({ minLength: 1 }), { maxLength: 3 }),
        (type, op, because) => {
          const [refusal] = refusalsOf(
            previewOf({ op, type, name: "it", old: {}, new: {}, because }),
          );
          assert.ok(refusal && refusal.instead !== "");
        },
      ),
    );
  });
});
