import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { text as textOf } from "node:stream/consumers";
import { checkPreflight, preflight } from "#cloud/preflight/preflight";
import { UserError } from "#lib/errors";
import { parseStackConfig } from "#lib/stack-config/parse";
import type { AwsConfig } from "#lib/stack-config/stack-config";
import { ACCOUNT, EMAIL } from "#test/plans/stack-values";

const dev = (values: Record<string, unknown> = {}) =>
  parseStackConfig("dev", { environment: "dev", ...values }) as AwsConfig;
const prod = (values: Record<string, unknown> = {}) =>
  parseStackConfig("prod", {
    ...{ environment: "prod", accountId: ACCOUNT, alarmEmail: EMAIL },
    ...values,
  }) as AwsConfig;

/** What the account is; moto has none of the calls. */
interface Account {
  readonly plan: "FREE" | "PAID";
  readonly quota: number;
  /** Reserved by function; by others under the name `others`. */
  readonly reserved: Readonly<Record<string, number>>;
  readonly engineVersions: readonly string[];
  /** What SES tells. @default it sends to everybody */
  readonly ses?: { readonly ProductionAccessEnabled: boolean; readonly SendingEnabled: boolean };
  /** Refuses every question. */
  readonly denies?: boolean;
}

const PAID: Account = { plan: "PAID", quota: 1000, reserved: {}, engineVersions: ["17.6", "18.3"] };

describe("preflight", () => {
  let server: Server;
  let account: Account = PAID;
  let asked: string[] = [];
  let earlier: NodeJS.ProcessEnv;

  before(async () => {
    server = createServer((request, response) => {
      void textOf(request).then((body) => {
        const { status, answer } = answerTo(account, request, body);
        asked.push(`${request.method} ${request.url} ${body}`);
        response.writeHead(status, { "content-type": "application/json" }).end(answer);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    earlier = { ...process.env };
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: "testing",
      AWS_SECRET_ACCESS_KEY: "testing",
    });
  });
  beforeEach(() => {
    account = PAID;
    asked = [];
  });
  after(() => {
    process.env = earlier;
    server.close();
  });

  it("finds nothing where the account can do everything", async () => {
    assert.deepEqual(await preflight(dev()), []);
    assert.deepEqual(await preflight(prod()), []);
    assert.deepEqual(await preflight(dev({ topology: "aurora" })), []);
    assert.ok(asked.some((call) => /Engine=aurora-postgresql.*db\.serverless/.test(call)));
  });

  it("asks nothing of plan and quota that dev's smallest stack needs none of", async () => {
    account = { ...PAID, plan: "FREE", quota: 10 };
    assert.deepEqual(await preflight(dev()), []);
    assert.equal(asked.length, 1, asked.join("\n"));
  });

  it("names what a free plan does not have, and the lines that it has", async () => {
    account = { ...PAID, plan: "FREE" };
    const [size, backups] = await preflight(dev({ instanceClass: "db.t4g.small", backupDays: 7 }));
    assert.equal(size?.level, "fault");
    assert.match(size.problem, /free plan, which has instances of the size micro only/);
    assert.match(size.hint, /^pulumi config set topology instance --stack dev$/m);
    assert.match(size.hint, /^pulumi config set instanceClass db\.t4g\.micro --stack dev$/m);
    assert.match(backups!.problem, /keeps backups for 1 day, and not for 7/);
    assert.match(backups!.hint, /^pulumi config set backupDays 1 --stack dev$/m);
    assert.equal((await preflight(prod())).length, 2);
    assert.match((await preflight(dev({ topology: "aurora" })))[0]!.problem, /aurora/);
    const west = dev({ region: "ca-west-1", instanceClass: "db.t3.small" });
    assert.match((await preflight(west))[0]!.hint, /instanceClass db\.t3\.micro/);
  });

  it("names the quota that what is reserved needs, by a new account's ten", async () => {
    account = { ...PAID, quota: 10 };
    const [fault, ...more] = await preflight(prod());
    assert.deepEqual(more, []);
    assert.match(fault!.problem, /reserve 51 .* must be 151 or more in us-east-1, and is 10\./);
    assert.match(fault!.hint, /--quota-code L-B99A9384 --desired-value 1000 --region us-east-1/);
    const [ofDev] = await preflight(dev({ apiConcurrency: 5 }));
    assert.match(ofDev!.hint, /^pulumi config rm apiConcurrency --stack dev$/m);
    assert.doesNotMatch(ofDev!.hint, /triggerConcurrency/);
  });

  it("counts what the stack has reserved already once, and what others have", async () => {
    const own = { "cruddur-prod-api": 20, "cruddur-prod-migrator": 1 };
    account = { ...PAID, quota: 151, reserved: own };
    assert.deepEqual(await preflight(prod()), []);
    // A stack that is up has all of it: its next deploy needs no more.
    account = {
      ...PAID,
      quota: 151,
      reserved: { "cruddur-prod-api": 50, "cruddur-prod-migrator": 1 },
    };
    assert.deepEqual(await preflight(prod()), []);
    account = { ...PAID, quota: 151, reserved: { ...own, others: 7 } };
    assert.match(
      (await preflight(prod()))[0]!.problem,
      /7 are reserved elsewhere .* must be 158 or more/,
    );
  });

  it("names a class that is not on offer for the major version, and the nearest", async () => {
    account = { ...PAID, engineVersions: ["17.6"] };
    const [fault] = await preflight(dev());
    assert.equal(
      fault!.problem,
      "RDS offers no db.t4g.micro for PostgreSQL 18 in us-east-1 to this account.",
    );
    assert.match(fault!.hint, /^pulumi config set instanceClass db\.t3\.micro --stack dev$/);
  });

  it("names SES's sandbox with what to type: production's fault, and a warning for dev", async () => {
    const mailFrom = "no-reply@cruddur.example";
    assert.deepEqual(await preflight(prod({ mailFrom })), []);
    assert.ok(asked.some((call) => call.startsWith("GET /v2/email/account")));
    account = { ...PAID, ses: { ProductionAccessEnabled: false, SendingEnabled: true } };
    assert.deepEqual(await preflight(prod()), []);
    const [ofProd] = await preflight(prod({ mailFrom }));
    assert.equal(ofProd!.level, "fault");
    assert.match(ofProd!.problem, /^SES is in its sandbox in us-east-1: /);
    assert.match(
      ofProd!.hint,
      /aws sesv2 put-account-details --production-access-enabled --mail-type TRANSACTIONAL --website-url https:\/\/cruddur\.example .*--region us-east-1$/m,
    );
    assert.match(ofProd!.hint, /^pulumi config rm mailFrom --stack prod$/m);
    const [ofDev] = await preflight(dev({ mailFrom }));
    assert.equal(ofDev!.level, "warning");
    assert.match(ofDev!.hint, /aws sesv2 create-email-identity .*--region us-east-1$/m);
    account = { ...PAID, ses: { ProductionAccessEnabled: true, SendingEnabled: false } };
    assert.match(
      (await preflight(prod({ mailFrom })))[0]!.problem,
      /paused this account's sending/,
    );
  });

  it("warns of what it may not ask, with the permission, and lets the up go on", async () => {
    account = { ...PAID, denies: true };
    const config = prod({ mailFrom: "no-reply@cruddur.example" });
    const findings = await preflight(config);
    assert.deepEqual(
      findings.map(({ level, hint }) => [level, /The permission is (\S+)\./.exec(hint)?.[1]]),
      [
        ["warning", "freetier:GetAccountPlanState"],
        ["warning", "lambda:GetAccountSettings"],
        ["warning", "rds:DescribeOrderableDBInstanceOptions"],
        ["warning", "ses:GetAccount"],
      ],
    );
    const noted: string[] = [];
    await checkPreflight(config, (text) => void noted.push(text));
    assert.equal(noted.length, 4);
  });

  it("throws every fault at once", async () => {
    account = { ...PAID, plan: "FREE", quota: 10, engineVersions: [] };
    await assert.rejects(
      checkPreflight(prod(), () => {}),
      (error) =>
        error instanceof UserError &&
        error.message.split("\n- ").length === 5 &&
        /backupDays 1/.test(error.hint),
    );
  });
});

function answerTo(account: Account, request: IncomingMessage, body: string) {
  const ok = (answer: string) => ({ status: 200, answer });
  const json = (value: object) => ok(JSON.stringify(value));
  const isRds = body.includes("Action=");
  if (account.denies) {
    const error = "<Error><Code>AccessDenied</Code><Message>no</Message></Error>";
    return isRds
      ? { status: 403, answer: `<ErrorResponse>${error}</ErrorResponse>` }
      : { status: 403, answer: '{"__type":"x#AccessDeniedException","message":"no"}' };
  }
  if (isRds) {
    const options = account.engineVersions.map(
      (version) =>
        `<OrderableDBInstanceOption><EngineVersion>${version}</EngineVersion></OrderableDBInstanceOption>`,
    );
    const name = "DescribeOrderableDBInstanceOptions";
    return ok(
      `<${name}Response><${name}Result><OrderableDBInstanceOptions>${options.join("")}</OrderableDBInstanceOptions></${name}Result></${name}Response>`,
    );
  }
  if (request.url === "/v2/email/account") {
    return json(account.ses ?? { ProductionAccessEnabled: true, SendingEnabled: true });
  }
  if (request.headers["x-amz-target"] === "AWSFreeTierService.GetAccountPlanState") {
    const { plan } = account;
    return json({ accountId: ACCOUNT, accountPlanType: plan, accountPlanStatus: "ACTIVE" });
  }
  const [, name] = /functions\/([^/]+)\/concurrency/.exec(request.url!) ?? [];
  if (name !== undefined) {
    const reserved = account.reserved[name];
    return reserved === undefined
      ? { status: 404, answer: '{"__type":"ResourceNotFoundException"}' }
      : json({ ReservedConcurrentExecutions: reserved });
  }
  const reserved = Object.values(account.reserved).reduce((sum, number) => sum + number, 0);
  const UnreservedConcurrentExecutions = account.quota - reserved;
  return json({
    AccountLimit: { ConcurrentExecutions: account.quota, UnreservedConcurrentExecutions },
  });
}
