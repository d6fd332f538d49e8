import assert from "node:assert/strict";
import fc from "fast-check";
import { costOf } from "#lib/cost/cost-of";
import { costSummary } from "#lib/cost/cost-summary";
import { costText } from "#lib/cost/cost-text";
import { HOURS_A_MONTH, PRICES, WORKING_HOURS_A_MONTH } from "#lib/cost/prices";
import { parseStackConfig } from "#lib/stack-config/parse";
import type { AwsConfig } from "#lib/stack-config/stack-config";
import { ACCOUNT, EMAIL, legalValues, ownValues } from "#test/plans/stack-values";

type Given = Record<string, unknown>;

const dev = (values: Given = {}) =>
  parseStackConfig("dev", { environment: "dev", ...values }) as AwsConfig;
const prod = (values: Given = {}) =>
  parseStackConfig("prod", {
    environment: "prod",
    accountId: ACCOUNT,
    alarmEmail: EMAIL,
    ...values,
  }) as AwsConfig;

const byItem = (config: AwsConfig) =>
  Object.fromEntries(costOf(config).lines.map(({ item, usd }) => [item, usd]));

describe("costOf", () => {
  it("keeps the checkout's stacks within their goals, $9 and $134 a month", async () => {
    const own = async (stack: string) =>
      parseStackConfig(stack, await ownValues(stack)) as AwsConfig;
    assert.equal(costOf(await own("dev")).usd, 8.66);
    assert.equal(costOf(await own("prod")).usd, 133.7);
  });

  it("counts dev by line, for the hours that it runs", () => {
    assert.deepEqual(byItem(dev()), {
      compute: 4.16,
      storage: 2.3,
      "public address": 1.3,
      "master secret": 0.4,
      page: 0,
      "logs and alarms": 0.5,
    });
  });

  it("counts prod's standby twice, the proxy, and no public address", () => {
    assert.deepEqual(byItem(prod()), {
      compute: 94.9,
      storage: 11.5,
      proxy: 21.9,
      "master secret": 0.4,
      page: 0,
      "key of the alarms' mail": 1,
      "logs and alarms": 4,
    });
  });

  it("counts the key of the alarms' mail where somebody gets it", () => {
    const { usd } = costOf(dev());
    const mailed = dev({ alarmEmail: "ops@cruddur.example" });
    assert.equal(byItem(mailed)["key of the alarms' mail"], 1);
    assert.equal(costOf(mailed).usd, Number((usd + 1).toFixed(2)));
  });

  it("counts the web ACLs with their rules, the page's where there is one, and tells what requests cost", () => {
    const aclsOf = (values: Record<string, string>) => {
      const { lines } = costOf(prod({ waf: "true", ...values }));
      return lines.find(({ item }) => item === "web ACLs");
    };
    assert.deepEqual(aclsOf({}), { item: "web ACLs", detail: "2, with 5 rules", usd: 15 });
    assert.equal(aclsOf({ region: "us-gov-west-1" })?.usd, 8);
    assert.ok(costOf(prod({ waf: "true" })).notes.some((note) => /\$0\.60 a million/.test(note)));
    assert.ok(!costOf(prod({})).lines.some(({ item }) => item === "web ACLs"));
  });

  it("counts a jump host asleep but for a tunnel each workday, and says so", () => {
    const { lines, notes } = costOf(prod({ jumpHost: "true" }));
    assert.deepEqual(
      lines.find(({ item }) => item === "jump host"),
      {
        item: "jump host",
        detail: "t4g.nano, 32.5 h, asleep otherwise, and 8 GiB of disk",
        usd: 0.78,
      },
    );
    assert.match(notes.join(), /an hour each workday; awake all month it is \$3\.07 and its disk/);
  });

  it("counts backups that are copied, here and there; in another account that one pays for its own", () => {
    const copied = (values: Given) => byItem(prod(values))["copied backups"];
    const vault = "arn:aws:backup:eu-west-1:210987654321:backup-vault:cruddur";
    assert.equal(copied({}), undefined);
    assert.equal(copied({ backupCopyTo: "us-west-2" }), 9.5);
    assert.equal(copied({ backupCopyTo: vault, customerKey: "true" }), 4.75);
    const own = "arn:aws:backup:eu-west-1:123456789012:backup-vault:cruddur";
    assert.equal(copied({ backupCopyTo: own, accountId: "123456789012" }), 9.5);
    // Each copy of Aurora's is whole: 14 of 10 GiB.
    assert.equal(copied({ topology: "aurora", backupCopyTo: "us-west-2" }), 2.94);
    assert.ok(costOf(prod({ backupCopyTo: "us-west-2" })).usd > costOf(prod()).usd + 9);
  });

  it("names what the estimate of logs and alarms is made of", () => {
    const estimate = (config: AwsConfig) =>
      costOf(config).notes.find((note) => note.startsWith("Logs and alarms"));
    assert.equal(
      estimate(dev()),
      "Logs and alarms are an estimate: log groups, alarms beyond the ten that are free.",
    );
    assert.equal(
      estimate(prod()),
      "Logs and alarms are an estimate: log groups, the flow log, enhanced monitoring, alarms beyond the ten that are free.",
    );
  });

  it("says what the daily stop saves: what the same costs without it, less what it costs", () => {
    const always = costOf(dev({ stopAt: "never" }));
    assert.equal(always.usd, 18.53);
    assert.equal(always.savedUsd, 0);
    const { usd, savedUsd } = costOf(dev());
    assert.equal(savedUsd, 9.87);
    assert.equal((usd + savedUsd).toFixed(2), always.usd.toFixed(2));
  });

  it("goes on counting storage, secret and proxy while the database is stopped", () => {
    const proxied = { proxy: "true", publicAccess: "false" };
    assert.equal(byItem(dev(proxied)).proxy, 21.9);
    assert.equal(byItem(dev({ ...proxied, stopAt: "never" })).proxy, 21.9);
    assert.equal(byItem(dev()).storage, byItem(dev({ stopAt: "never" })).storage);
  });

  it("doubles compute and storage for a standby, and nothing else", () => {
    fc.assert(
      fc.property(legalValues, (values) => {
        const stack = values["environment"] as string;
        const config = parseStackConfig(stack, values) as AwsConfig;
        const { database } = config;
        if (database.topology === "aurora") return;
        const one = byItem({ ...config, database: { ...database, topology: "instance" } });
        const two = byItem({ ...config, database: { ...database, topology: "multi-az" } });
        assert.deepEqual(Object.keys(one), Object.keys(two));
        for (const [item, usd] of Object.entries(one)) {
          const times = item === "compute" || item === "storage" ? 2 : 1;
          if (usd === undefined) assert.equal(two[item], undefined);
          else assert.ok(Math.abs(two[item]! - usd * times) <= 0.011, item);
        }
      }),
    );
  });

  it("sums what its lines say, in whole cents, and never saves less than nothing", () => {
    fc.assert(
      fc.property(legalValues, (values) => {
        const cost = costOf(parseStackConfig(values["environment"] as string, values) as AwsConfig);
        const total = cost.lines.reduce((sum, { usd }) => sum + Math.round((usd ?? 0) * 100), 0);
        assert.equal(Math.round(cost.usd * 100), total);
        assert.ok(cost.savedUsd >= 0);
        assert.ok(cost.mostUsd === undefined || cost.mostUsd >= 0);
      }),
    );
  });

  it("counts Aurora at its least capacity, and says what the most would cost", () => {
    const cost = costOf(prod({ topology: "aurora", minAcu: "1", maxAcu: "8" }));
    const items = Object.fromEntries(cost.lines.map(({ item, usd }) => [item, usd]));
    // A protected cluster has a second instance; the proxy bills 8 units at least.
    assert.equal(items["compute"], 175.2);
    assert.equal(items["proxy"], 87.6);
    assert.equal(cost.mostUsd, Number((cost.usd - 175.2 + 175.2 * 8).toFixed(2)));
  });

  it("counts Aurora that sleeps for the time that somebody works", () => {
    const { lines } = costOf(dev({ topology: "aurora" }));
    assert.equal(lines[0]!.usd, 15.6);
    assert.match(lines[0]!.detail, /^0\.5 ACU, 260 h, asleep otherwise$/);
  });

  it("leaves a class without a price out of the sum, and says so", () => {
    const { lines, usd, notes } = costOf(dev({ instanceClass: "db.r8g.4xlarge" }));
    assert.equal(lines[0]!.usd, undefined);
    assert.equal(usd, 4.5);
    assert.match(notes.join("\n"), /without compute: there is no price for db\.r8g\.4xlarge here/);
  });

  it("says that prices are another region's", () => {
    assert.match(
      costOf(dev({ region: "eu-central-1" })).notes.join(),
      /us-east-1; eu-central-1 may be dearer/,
    );
    assert.doesNotMatch(costOf(dev()).notes.join(), /dearer/);
  });
});

describe("PRICES", () => {
  it("say what they are paid for and who says so", () => {
    const { about, source, asOf, region, pages, instances, ...others } = PRICES;
    assert.ok(about && source);
    assert.match(asOf, /^20\d\d-\d\d(-\d\d)?$/);
    assert.equal(region, "us-east-1");
    assert.match(pages, /^https:\/\/aws\.amazon\.com\//);
    for (const price of [...Object.values(instances), ...Object.values(others)]) {
      assert.ok(price && price.usd > 0 && price.per !== "" && price.source.length > 10);
    }
  });

  it("are of an average month, and of 12 hours of each workday", () => {
    assert.equal(HOURS_A_MONTH, (365 * 24) / 12);
    assert.equal(WORKING_HOURS_A_MONTH, 260);
  });
});

describe("costSummary", () => {
  it("is one line for a log", () => {
    assert.equal(
      costSummary(dev()),
      "About $8.66 a month (us-east-1, prices of 2026-06). The daily stop saves $9.87. Line by line: npm run cost -- --target dev",
    );
    assert.match(
      costSummary(prod({ topology: "aurora" })),
      /^About \$\d+\.\d\d to \$\d+\.\d\d a month/,
    );
    assert.match(costSummary(dev({ instanceClass: "db.m7g.large" })), /a month without compute \(/);
  });

  it("is nothing to pay for local", () => {
    assert.match(
      costSummary(parseStackConfig("local", { environment: "local" })),
      /^It costs nothing/,
    );
  });
});

describe("costText", () => {
  it("has every line, the sum, and what was assumed", () => {
    const text = costText(dev());
    for (const { item, detail, usd } of costOf(dev()).lines) {
      assert.match(text, new RegExp(`${item}.*${detail}.*${usd!.toFixed(2)}`));
    }
    assert.match(text, /sum.*8\.66/);
    assert.match(text, /The daily stop saves \$9\.87 of \$18\.53\./);
    assert.match(text, /stopped at 20:00 \(UTC\) every day; 260 h are 12 of each workday/);
  });

  it("says unknown for a price that it has not", () => {
    assert.match(costText(dev({ instanceClass: "db.m7g.large" })), /compute.*unknown/);
  });
});
