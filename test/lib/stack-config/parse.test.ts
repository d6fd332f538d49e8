import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { parse as parseYaml } from "yaml";
import { budgetFaults } from "#lib/stack-config/connection-budget";
import { regionsWithout } from "#lib/aws-data/regions";
import { UserError } from "#lib/errors";
import { fromRoot } from "#lib/root";
import { ACCOUNT_NOW, KEY_NAMES, KEYS } from "#lib/stack-config/keys";
import { parseStackConfig } from "#lib/stack-config/parse";
import { RULES } from "#lib/stack-config/rules/rules";
import type { AwsConfig } from "#lib/stack-config/stack-config";
import { stackValues } from "#lib/stack-config/stack-values";
import { ACCOUNT, EMAIL, legalValues, ownValues } from "#test/plans/stack-values";

type Given = Record<string, unknown>;

const aws = (stack: string, values: Given) => parseStackConfig(stack, values) as AwsConfig;
const stackOf = (values: Given) => (values["environment"] === "prod" ? "prod" : "dev");

/** The text of the refusal of an illegal stack. */
function refusal(values: Given, stack = stackOf(values)): string {
  try {
    parseStackConfig(stack, values);
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    assert.match(error.hint ?? "", /docs\/configuration\.md/);
    return error.message;
  }
  return assert.fail(`it was not refused: ${JSON.stringify(values)}`);
}

const DEV = { environment: "dev" };
const PROD = { environment: "prod", accountId: ACCOUNT, alarmEmail: EMAIL };
const PRIVATE = { ...DEV, publicAccess: "false" };

describe("parseStackConfig", () => {
  it("gives dev the cheap profile, open to leases, stopped every day, disposable", () => {
    const { database, functions, ...rest } = aws("dev", DEV);
    assert.deepEqual(rest, {
      stack: "dev",
      environment: "dev",
      region: "us-east-1",
      accountId: undefined,
      allowedOrigins: ["http://127.0.0.1:4567", "http://localhost:4567"],
      logRetentionDays: 14,
      alarmEmail: undefined,
      monthlyBudgetUsd: undefined,
      site: { domainName: undefined, waf: false },
      mailFrom: undefined,
      network: { cidr: "10.42.0.0/16", vpcId: undefined },
      permissionsBoundary: undefined,
    });
    assert.deepEqual(database, {
      topology: "instance",
      engineVersion: "18",
      instanceClass: "db.t4g.micro",
      storageGib: 20,
      maxStorageGib: 50,
      minAcu: 0,
      maxAcu: 2,
      proxy: false,
      publicAccess: true,
      jumpHost: false,
      backupDays: 1,
      isProtected: false,
      nightStop: { at: "20:00", timezone: "UTC" },
      leaseHours: 12,
      humanConnections: 5,
      restoreFrom: undefined,
      customerKey: false,
      backupCopyTo: undefined,
    });
    // A new account has none to reserve.
    assert.deepEqual(functions, { triggerConcurrency: undefined, apiConcurrency: undefined });
  });

  it("gives prod a private, protected database in two zones behind the proxy", () => {
    const { database, logRetentionDays, allowedOrigins } = aws("prod", PROD);
    assert.deepEqual(
      [database.topology, database.proxy, database.publicAccess, database.isProtected],
      ["multi-az", true, false, true],
    );
    assert.deepEqual([database.nightStop, database.backupDays], [undefined, 14]);
    assert.deepEqual([logRetentionDays, allowedOrigins], [365, []]);
  });

  it("reserves functions in prod, fewer of them where they go to the database themselves", () => {
    const proxied = aws("prod", PROD).functions;
    assert.deepEqual(proxied, { triggerConcurrency: 10, apiConcurrency: 20 });
    const direct = aws("prod", { ...PROD, proxy: "false" }).functions;
    assert.deepEqual(direct, { triggerConcurrency: 5, apiConcurrency: 10 });
  });

  it("takes a jump host for any private stack", () => {
    const jumpHost = { jumpHost: "true" };
    assert.ok(aws("prod", { ...PROD, ...jumpHost }).database.jumpHost);
    assert.ok(aws("dev", { ...DEV, ...jumpHost, publicAccess: "false" }).database.jumpHost);
  });

  it("needs nothing but the environment for local", () => {
    assert.deepEqual(parseStackConfig("local", { environment: "local" }), {
      stack: "local",
      environment: "local",
    });
    assert.match(
      refusal({ environment: "local", region: "us-east-1" }, "local"),
      /region means nothing in environment local.*\n {4}pulumi config rm region --stack local/,
    );
  });

  it("takes any legal combination, within the budget of connections", () => {
    fc.assert(
      fc.property(legalValues, (values) => {
        const config = aws(stackOf(values), values);
        assert.equal(config.environment, values["environment"]);
        assert.deepEqual(budgetFaults(config), []);
        if (config.environment === "prod") {
          assert.equal(config.database.publicAccess, false);
          assert.equal(config.database.isProtected, true);
        }
      }),
    );
  });

  it("means the same by texts, as Pulumi gives them, and by native YAML", () => {
    fc.assert(
      fc.property(legalValues, (values) => {
        const texts = Object.entries(values).map(([key, value]) => [
          key,
          typeof value === "object" ? JSON.stringify(value) : String(value),
        ]);
        const stack = stackOf(values);
        assert.deepEqual(
          parseStackConfig(stack, Object.fromEntries(texts) as Given),
          parseStackConfig(stack, values),
        );
      }),
    );
  });

  it("takes `default`, which Pulumi.yaml gives to every key, and emptiness for not set", () => {
    for (const unset of ["default", "", null]) {
      const values = Object.fromEntries(KEY_NAMES.map((key) => [key, unset]));
      const given = { ...values, allowedOrigins: '["default"]', ...DEV };
      assert.deepEqual(parseStackConfig("dev", given), parseStackConfig("dev", DEV));
    }
  });

  it("names every unknown key", () => {
    const isKnown = (name: string) => (KEY_NAMES as string[]).includes(name);
    const name = fc.stringMatching(/^[a-zA-Z]{1,20}$/).filter((text) => !isKnown(text));
    fc.assert(
      fc.property(
        legalValues,
        fc.uniqueArray(name, { minLength: 1, maxLength: 4 }),
        (values, names) => {
          const strangers = Object.fromEntries(names.map((key) => [key, "x"]));
          const text = refusal({ ...values, ...strangers });
          for (const key of names) {
            assert.ok(text.includes(`there is no key ${key}`), text);
            assert.ok(text.includes(`pulumi config rm ${key} --stack`), text);
          }
        },
      ),
    );
  });

  it("suggests the key that a misspelt one means, and moves its value there", () => {
    const spellings = {
      storagGib: "storageGib",
      storage_gib: "storageGib",
      storageGB: "storageGib",
      publicAcess: "publicAccess",
      Region: "region",
      enviroment: "environment",
    };
    for (const [typed, meant] of Object.entries(spellings)) {
      const values: Given = { ...DEV, [typed]: "20" };
      if (meant === "environment") delete values["environment"];
      const text = refusal(values, "dev");
      assert.ok(text.includes(`there is no key ${typed}; is it ${meant}?`), text);
      assert.ok(text.includes(`pulumi config set ${meant} 20 --stack dev`), text);
    }
    assert.doesNotMatch(refusal({ ...DEV, colour: "red" }), /is it/);
  });

  it("knows its namespace when that is misspelt, and leaves others' alone", () => {
    const values = stackValues({ "cruddur:environment": "dev", "crudder:region": "eu-west-1" });
    assert.match(refusal(values, "dev"), /there is no key crudder:region; is it cruddur:region\?/);
    assert.match(refusal(values, "dev"), /config set cruddur:region eu-west-1 --stack dev/);
    const others = { "cruddur:environment": "dev", "aws:profile": "me", "pulumi:tags": "x" };
    assert.deepEqual(stackValues(others), DEV);
    assert.equal(stackValues({ "aws:region": "eu-west-1" })["region"], "eu-west-1");
    const both = { "aws:region": "eu-west-1", "cruddur:region": "us-east-2" };
    assert.equal(stackValues(both)["region"], "us-east-2");
  });

  it("tells keys that nobody reads: in a renamed project's namespace, and ours in anybody's", () => {
    const given = { "cruddur:environment": "dev", "shop:stopAt": "22:00", "shop:stopAd": "22:00" };
    const text = refusal(stackValues(given, "shop"), "dev");
    assert.match(text, /has 2 faults:/);
    assert.match(text, /there is no key shop:stopAt; is it cruddur:stopAt\?/);
    assert.match(text, /there is no key shop:stopAd; is it cruddur:stopAt\?/);
    assert.match(text, /pulumi config rm shop:stopAt --stack dev\n/);
    assert.match(text, /pulumi config set cruddur:stopAt 22:00 --stack dev\n/);
    // In a project of our name, as after a copy of another's file.
    assert.match(
      refusal(stackValues({ ...given, "shop:stopAd": "" }), "dev"),
      /no key shop:stopAt;/,
    );
    // What Pulumi.yaml describes comes as `default` in the project's namespace, whatever that is.
    const defaults = { "cruddur:environment": "dev", "shop:stopAt": "default", "shop:proxy": "" };
    assert.ok(aws("dev", stackValues(defaults, "shop")));
    const others = { "azure:environment": "public", "gcp:region": "x", "docker:proxy": "y" };
    assert.deepEqual(stackValues({ "cruddur:environment": "dev", ...others }), DEV);
  });

  it("reads what people write in place of a value, and says how it is written", () => {
    const cases: [key: string, value: unknown, line: string][] = [
      ["storageGib", "20GB", "pulumi config set storageGib 20 --stack dev"],
      ["storageGib", "1 TiB", "pulumi config set storageGib 1024 --stack dev"],
      ["storageGib", "020", "pulumi config set storageGib 20 --stack dev"],
      ["storageGib", 10, "pulumi config set storageGib 20 --stack dev"],
      ["backupDays", "7 days", "pulumi config set backupDays 7 --stack dev"],
      ["monthlyBudgetUsd", "$25", "pulumi config set monthlyBudgetUsd 25 --stack dev"],
      ["maxAcu", "2.3", "pulumi config set maxAcu 2.5 --stack dev"],
      ["proxy", "yes", "pulumi config set proxy true --stack dev"],
      ["publicAccess", "off", "pulumi config set publicAccess false --stack dev"],
      ["accountId", 12345678901, "pulumi config set accountId 012345678901 --stack dev"],
      ["accountId", "1234-5678-9012", `pulumi config set accountId ${ACCOUNT} --stack dev`],
      ["region", "us-east-1a", "pulumi config set region us-east-1 --stack dev"],
      ["instanceClass", "t4g.small", "pulumi config set instanceClass db.t4g.small --stack dev"],
      ["engineVersion", "18.1", "pulumi config set engineVersion 18 --stack dev"],
      ["stopAt", 1200, "pulumi config set stopAt 20:00 --stack dev"],
      ["stopAt", "8pm", "pulumi config set stopAt 20:00 --stack dev"],
      ["stopAt", "false", "pulumi config set stopAt never --stack dev"],
      ["timezone", "europe/berlin", "pulumi config set timezone Europe/Berlin --stack dev"],
      ["environment", "production", "pulumi config set environment prod --stack dev"],
      ["topology", "Multi-AZ", "pulumi config set topology multi-az --stack dev"],
      ["logRetentionDays", "10", "pulumi config set logRetentionDays 14 --stack dev"],
      [
        "allowedOrigins",
        "https://cruddur.example/",
        'in Pulumi.dev.yaml:  cruddur:allowedOrigins: ["https://cruddur.example"]',
      ],
      ["alarmEmail", "nobody", "pulumi config set alarmEmail you@example.com --stack dev"],
      ["storageGib", { secure: "v1:abc" }, "pulumi config set storageGib 20 --stack dev"],
    ];
    for (const [key, value, line] of cases) {
      const text = refusal({ ...DEV, [key]: value }, "dev");
      assert.ok(text.includes(`\n    ${line}\n`), `${key}: ${text}`);
      assert.ok(text.includes(`- ${key} is ${JSON.stringify(value)}; wanted is `), text);
    }
  });

  it("leads to the command that ends with a boundary's line, and to nobody's account", () => {
    for (const given of ["boundary", "arn:aws:iam::aws:policy/AdministratorAccess"]) {
      assert.match(
        refusal({ ...DEV, permissionsBoundary: given }),
        /\n {4}pulumi config rm permissionsBoundary --stack dev\n {4}npm run bootstrap -- --target dev\n/,
      );
    }
  });

  it("takes a vault of one's own account, which only accountId tells", () => {
    const backupCopyTo = `arn:aws:backup:eu-west-1:${ACCOUNT}:backup-vault:cruddur`;
    assert.ok(aws("dev", { ...DEV, accountId: ACCOUNT, backupCopyTo }));
    const text = refusal({ ...DEV, backupCopyTo });
    assert.match(text, /accountId is not set: .*\n {4}pulumi config set accountId "\$\(aws sts/);
    assert.doesNotMatch(text, /customerKey true/);
    const short = refusal({ ...DEV, backupCopyTo: backupCopyTo.replace("cruddur", "x") });
    assert.match(short, /2 to 50 letters\.\n {4}pulumi config rm backupCopyTo --stack dev\n/);
  });

  it("refuses values that are nearly right", () => {
    const wrong: Given = {
      ...{ region: "moon", instanceClass: "db.t4g.huge", minAcu: "0.3", maxAcu: "0" },
      ...{ allowedOrigins: '["https://a.example/path"]', stopAt: "24:00", timezone: "Berlin" },
      ...{ accountId: "12345", leaseHours: "-1", apiConcurrency: "1e2", alarmEmail: "a@b, c@d.de" },
    };
    const text = refusal({ ...DEV, ...wrong });
    for (const key of Object.keys(wrong)) assert.ok(text.includes(`- ${key} is `), key);
  });

  it("tells all faults at once, of every kind", () => {
    const text = refusal({
      environment: "prod",
      storageGib: "20GB",
      publicAcess: "true",
      stopAt: "20:00",
      protected: "false",
    });
    assert.match(text, /has 6 faults:/);
    for (const part of [
      "storageGib is",
      "publicAcess",
      "a daily stop in prod",
      "prod without protection",
      "prod without an account",
    ]) {
      assert.ok(text.includes(part), part);
    }
  });

  it("says what an empty file lacks, with the environment that the stack's name tells", () => {
    assert.match(
      refusal({}, "dev-alice"),
      /environment is missing; wanted is dev, prod or local\.\n {4}pulumi config set environment dev --stack dev-alice/,
    );
    assert.match(refusal({}, "prod"), /set environment prod --stack prod/);
    assert.match(refusal({}, "local"), /set environment local --stack local/);
  });

  it("refuses a stack whose name and environment do not go together", () => {
    for (const stack of ["prod", "production", "live", "prod-eu"]) {
      assert.match(refusal(DEV, stack), /is called production and has environment dev/);
    }
    assert.match(refusal(DEV, "local"), /`--target local` is the local copy/);
    for (const stack of ["Dev", "dev_alice", "dev--a", "dev-", "1dev", "d".repeat(33)]) {
      assert.match(refusal(DEV, stack), /cannot begin the names of AWS resources/, stack);
    }
    assert.equal(aws("d".repeat(32), DEV).stack.length, 32);
  });

  it("leads to a legal stack when what it says is typed, until nothing is left to type", () => {
    const some = fc.record(
      Object.fromEntries(
        KEY_NAMES.map((key) => [
          key,
          fc.constantFrom<unknown>(
            KEYS[key].example,
            "x",
            "0",
            "20GB",
            "aurora",
            "true",
            "never",
            40,
            "db.serverless",
          ),
        ]),
      ),
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(some, fc.constantFrom("dev", "prod"), (given, stack) => {
        let values: Given = { ...given };
        for (let turn = 0; turn < 6; turn += 1) {
          try {
            parseStackConfig(stack, values);
            return;
          } catch (error) {
            values = typed(values, (error as UserError).message);
          }
        }
        assert.fail(`no end: ${JSON.stringify(given)} → ${refusal(values, stack)}`);
      }),
    );
  });
});

/** What a file holds after the lines of a refusal were typed. */
function typed(values: Given, message: string): Given {
  const after = { ...values };
  for (const [, key, value] of message.matchAll(
    /pulumi config set (?:cruddur:)?(\w+) (.+) --stack/g,
  )) {
    after[key!] = value === `"${ACCOUNT_NOW}"` ? ACCOUNT : value!.replace(/^'(.*)'$/, "$1");
  }
  for (const [, key] of message.matchAll(/pulumi config rm (\S+) --stack/g)) delete after[key!];
  for (const [, key, value] of message.matchAll(/in Pulumi\.\S+: {2}cruddur:(\w+): (.+)/g)) {
    after[key!] = value;
  }
  if (/is called production/.test(message)) after["environment"] = "prod";
  return after;
}

describe("combinations that are refused", () => {
  /** The least that breaks each rule. */
  const broken: Record<string, Given> = {
    "prod without an account": { environment: "prod", alarmEmail: EMAIL },
    "prod without an alarmEmail": { environment: "prod", accountId: ACCOUNT },
    "a public database in prod": { ...PROD, publicAccess: "true" },
    "prod without protection": { ...PROD, protected: "false" },
    "prod with backups of less than 7 days": { ...PROD, backupDays: "6" },
    "a daily stop in prod": { ...PROD, stopAt: "20:00" },
    "Aurora that sleeps in prod": { ...PROD, topology: "aurora", minAcu: "0", proxy: "false" },
    "an allowed origin without TLS in prod": { ...PROD, allowedOrigins: ["http://a.example"] },
    "Aurora that sleeps together with the proxy": { ...DEV, topology: "aurora", proxy: "true" },
    "Aurora with an instance's class": {
      ...DEV,
      topology: "aurora",
      instanceClass: "db.t4g.micro",
    },
    "Aurora with storage of a size": { ...DEV, topology: "aurora", storageGib: "20" },
    "an instance of class db.serverless": { ...DEV, instanceClass: "db.serverless" },
    "an instance with Aurora's capacity": { ...DEV, maxAcu: "4" },
    "a minAcu above maxAcu": { ...DEV, topology: "aurora", minAcu: "3", maxAcu: "2" },
    "a maxStorageGib without a tenth more than storageGib": {
      ...DEV,
      storageGib: "60",
      maxStorageGib: "65",
    },
    "a jump host before a public database": { ...DEV, jumpHost: "true" },
    "a network of one's own for a public database": { ...DEV, cidr: "10.43.0.0/16" },
    "a vpcId without the block in it": { ...PRIVATE, vpcId: "vpc-1a2b3c4d" },
    "a cidr of addresses that are somebody's on the internet": { ...PRIVATE, cidr: "11.0.0.0/16" },
    "a network of our own within 172.17.0.0/16": { ...PRIVATE, cidr: "172.17.16.0/20" },
    "a copy of the backups where the backups are": { ...DEV, backupCopyTo: "us-east-1" },
    "a copy of the backups in another partition": { ...DEV, backupCopyTo: "us-gov-west-1" },
    "a copy of the backups in another account without customerKey": {
      ...PROD,
      backupCopyTo: "arn:aws:backup:eu-west-1:210987654321:backup-vault:cruddur",
    },
    "a policy of AWS's own as permissionsBoundary": {
      ...DEV,
      permissionsBoundary: "arn:aws:iam::aws:policy/AdministratorAccess",
    },
    "a permissionsBoundary of another account": {
      ...{ ...DEV, accountId: ACCOUNT },
      permissionsBoundary: "arn:aws:iam::210987654321:policy/b",
    },
    "a permissionsBoundary of another partition": {
      ...{ ...DEV, accountId: ACCOUNT },
      permissionsBoundary: `arn:aws-us-gov:iam::${ACCOUNT}:policy/b`,
    },
    "a budget without an alarmEmail": { ...DEV, monthlyBudgetUsd: "25" },
    // Whichever regions the data has of the kind; when AWS has none any more, the rule goes.
    "a region without Cognito's user pools": { ...DEV, region: regionsWithout("user pools")[0] },
    "a region without API Gateway's HTTP APIs": { ...DEV, region: regionsWithout("HTTP APIs")[0] },
    "the proxy in a region without RDS Proxy": {
      ...DEV,
      ...{ region: regionsWithout("RDS Proxy")[0], proxy: "true" },
    },
    "a budget in a region without AWS Budgets": {
      ...DEV,
      ...{ region: regionsWithout("AWS Budgets")[0], alarmEmail: EMAIL, monthlyBudgetUsd: "25" },
    },
    "a registry's name for the page": { ...DEV, domainName: "co.uk" },
    "mail from a registry's name": { ...DEV, mailFrom: "no-reply@com.au" },
    "a name for the page that a host gives out": { ...DEV, domainName: "d111.cloudfront.net" },
    "mail from an address whose domain is a provider's": { ...DEV, mailFrom: "cruddur@gmail.com" },
    "mail of one's own in a region without SES": {
      ...DEV,
      ...{ region: regionsWithout("SES")[0], mailFrom: "no-reply@cruddur.example" },
    },
    "a name for the page in a region without CloudFront": {
      ...DEV,
      ...{ region: "us-gov-west-1", domainName: "cruddur.example" },
    },
    "an instance class that the region does not offer for PostgreSQL 18": {
      ...DEV,
      region: "ca-west-1",
    },
  };

  for (const { refuses, because } of RULES) {
    it(`${refuses}, with the reason and what to type`, () => {
      const text = refusal(broken[refuses]!);
      assert.match(text, /has (a fault|2 faults):/);
      assert.ok(text.includes(`${refuses} is refused: ${because}.\n    `), text);
    });
  }

  it("names of others below whatever country, and no name that only looks like one", () => {
    const others = ["outlook.de", "yahoo.co.uk", "t-online.de", "amazonses.com", "a.github.io"];
    for (const name of others) {
      assert.match(refusal({ ...DEV, mailFrom: `me@${name}` }), /whose domain is a provider's/);
    }
    for (const name of ["my-outlook.de", "mail.yahoo-fans.com", "github.io.cruddur.dev"]) {
      assert.ok(aws("dev", { ...DEV, mailFrom: `me@${name}`, domainName: name }));
    }
  });

  it("offers no example in the place of what is one's own", () => {
    const wrong = { domainName: "com", mailFrom: "cruddur", vpcId: "vpc-1", backupCopyTo: "x:y" };
    const text = refusal({ ...DEV, ...wrong });
    assert.doesNotMatch(text, /pulumi config set/);
    for (const key of Object.keys(wrong)) assert.ok(text.includes(`config rm ${key} `), text);
  });

  it("more connections than the server takes, with both sums and a number that fits", () => {
    const many = {
      ...DEV,
      ...{ triggerConcurrency: "5", apiConcurrency: "15", humanConnections: "10" },
    };
    const text = refusal(many);
    assert.match(
      text,
      /76 sessions may be opened, and the server takes 73 \(78 less 5 that it keeps\):/,
    );
    assert.match(
      text,
      / {4}15 {2}3 Cognito triggers, each 5 at once\n {4}15 {2}the API, 15 at once\n {4}30 {2}/,
    );
    assert.match(text, /pulumi config set apiConcurrency 13 --stack dev/);
    assert.ok(aws("dev", { ...many, apiConcurrency: "13" }));
    assert.match(refusal({ ...many, apiConcurrency: "14" }), /74 sessions/);
  });

  it("more people beside functions that reserve nothing, without a word of what a new account cannot reserve", () => {
    const text = refusal({ ...DEV, humanConnections: "8" });
    assert.match(text, /74 sessions may be opened, and the server takes 73/);
    assert.match(text, /\n {4}pulumi config set humanConnections 7 --stack dev\n$/);
    assert.ok(aws("dev", { ...DEV, humanConnections: "7" }));
  });

  it("more connections than a role may open, or than the proxy lends", () => {
    const roles = { ...DEV, instanceClass: "db.t4g.large", triggerConcurrency: "6" };
    assert.match(
      refusal(roles),
      /- triggerConcurrency is 6, in each of 3 triggers, twice while a new version starts: 36 sessions of the role cruddur_sign_up, whose CONNECTION LIMIT is 30 \(lib\/domain\/access\.ts\), enough for triggerConcurrency 5\.\n {4}pulumi config set triggerConcurrency 5 --stack dev\n/,
    );
    assert.match(
      refusal({ ...roles, triggerConcurrency: "50", apiConcurrency: "50" }),
      /\n {4}pulumi config set apiConcurrency 15 --stack dev\n {4}pulumi config set triggerConcurrency 5 --stack dev\n/,
    );
    const pool = { ...DEV, proxy: "true", triggerConcurrency: "10", apiConcurrency: "25" };
    assert.match(
      refusal(pool),
      /55 functions may run at once, and RDS Proxy lends 54 sessions \(70 % of 78\)/,
    );
  });

  it("nothing when a profile is asked for more storage or capacity, and room above it follows", () => {
    assert.equal(aws("dev", { ...DEV, storageGib: "60" }).database.maxStorageGib, 120);
    assert.equal(aws("dev", { ...DEV, topology: "aurora", minAcu: "4" }).database.maxAcu, 8);
  });
});

describe("the checkout's stacks", () => {
  it("are legal, dev for everybody and prod with its placeholder", async () => {
    assert.equal(aws("dev", await ownValues("dev")).database.instanceClass, "db.t4g.micro");
    assert.equal(aws("prod", await ownValues("prod")).accountId, "000000000000");
    assert.equal(parseStackConfig("local", await ownValues("local")).environment, "local");
  });

  it("are legal as docs/configuration.md shows them", async () => {
    const text = await readFile(fromRoot("docs/configuration.md"), "utf8");
    const examples = [...text.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml]) => yaml!);
    assert.equal(examples.length, 4);
    for (const yaml of examples) {
      const { config } = parseYaml(yaml) as { config: Given };
      const values = stackValues(config);
      assert.ok(parseStackConfig(stackOf(values), values));
    }
  });
});
