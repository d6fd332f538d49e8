import assert from "node:assert/strict";
import { databaseIn, withoutResources, withSource } from "#lib/restore/state-database";

const urn = (type: string, name: string) => `urn:pulumi:dev::cruddur::${type}::${name}`;
const SERVER = urn("aws:rds/instance:Instance", "database");
const TARGET = urn("aws:rds/proxyTarget:ProxyTarget", "target");
const ROLE = urn("postgresql:index/role:Role", "role");
const NET = urn("aws:ec2/vpc:Vpc", "net");

const stateOf = (server: object = {}) =>
  JSON.stringify({
    version: 3,
    deployment: {
      secrets_providers: { type: "passphrase" },
      resources: [
        { urn: NET, type: "aws:ec2/vpc:Vpc" },
        {
          ...{ urn: SERVER, type: "aws:rds/instance:Instance", protect: true },
          ...{ inputs: { tags: {} }, dependencies: [NET] },
          outputs: { resourceId: "db-ONE", identifier: "cruddur-dev-database" },
          ...server,
        },
        { urn: TARGET, type: "aws:rds/proxyTarget:ProxyTarget", dependencies: [SERVER] },
        {
          ...{ urn: ROLE, type: "postgresql:index/role:Role", dependencies: [NET, SERVER, TARGET] },
          propertyDependencies: { host: [SERVER], name: [], net: [NET] },
          ...{ deletedWith: SERVER, replaceWith: [SERVER] },
        },
      ],
    },
  });

describe("databaseIn", () => {
  it("finds the server with all that goes with it", () => {
    assert.deepEqual(databaseIn(stateOf()), {
      ...{ kind: "instance", resourceId: "db-ONE", identifier: "cruddur-dev-database" },
      ...{ restoredFrom: undefined, isUp: false, urns: [SERVER, TARGET] },
    });
    assert.equal(databaseIn(JSON.stringify({ version: 3, deployment: {} })), undefined);
  });
});

describe("isUp of databaseIn", () => {
  const stackOf = (databaseResourceId: string) => {
    const state = JSON.parse(stateOf()) as { deployment: { resources: object[] } };
    const type = "pulumi:pulumi:Stack";
    state.deployment.resources.push({ type, urn: urn(type, "s"), outputs: { databaseResourceId } });
    return databaseIn(JSON.stringify(state))?.isUp;
  };

  it("is told by the outputs, which are of the server before until an up has ended", () => {
    assert.equal(stackOf("db-ONE"), true);
    assert.equal(stackOf("db-ZERO"), false);
  });
});

describe("withoutResources", () => {
  it("leaves no word of what is gone, and all else as it was", () => {
    const text = withoutResources(stateOf(), [SERVER, TARGET]);
    assert.ok(!text.includes(SERVER) && !text.includes(TARGET));
    assert.deepEqual(JSON.parse(text), {
      version: 3,
      deployment: {
        secrets_providers: { type: "passphrase" },
        resources: [
          { urn: NET, type: "aws:ec2/vpc:Vpc" },
          {
            ...{ urn: ROLE, type: "postgresql:index/role:Role", dependencies: [NET] },
            propertyDependencies: { host: [], name: [], net: [NET] },
            replaceWith: [],
          },
        ],
      },
    });
  });

  it("changes nothing for what is not there", () => {
    assert.deepEqual(JSON.parse(withoutResources(stateOf(), ["other"])), JSON.parse(stateOf()));
  });
});

describe("withSource", () => {
  const serverOf = (state: string) =>
    (JSON.parse(state) as { deployment: { resources: Record<string, object>[] } }).deployment
      .resources[1]!;

  it("tells of an imported server what its tag says, once", () => {
    const tagged = stateOf({ inputs: {}, outputs: { tagsAll: { restoredFrom: "kept@latest" } } });
    const told = withSource(tagged);
    const restoreToPointInTime = {
      sourceDbInstanceIdentifier: "kept",
      useLatestRestorableTime: true,
    };
    assert.deepEqual(serverOf(told)["inputs"], { restoreToPointInTime });
    assert.deepEqual(serverOf(told)["outputs"], {
      tagsAll: { restoredFrom: "kept@latest" },
      restoreToPointInTime,
    });
    assert.equal(withSource(told), told);
  });

  it("leaves one alone that was not restored", () => {
    assert.equal(withSource(stateOf()), stateOf());
  });
});
