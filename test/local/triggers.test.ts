import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { SERVING_FUNCTIONS, type FunctionName } from "#lib/domain/functions";
import { openCognito, type LocalCognito } from "#local/cognito/cognito";
import { LambdaHost } from "#local/lambda-host/lambda-host";
import { Mailbox } from "#local/mailbox";
import { triggersOf } from "#local/triggers";

const WELL = "exports.handler = async (event) => event;";

/** A real user pool whose triggers are bundles of the test's own. */
describe("triggersOf", () => {
  let directory: string;
  let lambda: LambdaHost;
  let cognito: LocalCognito;

  async function given(sources: Partial<Record<FunctionName, string>>): Promise<void> {
    directory = await mkdtemp(path.join(tmpdir(), "triggers-"));
    lambda = new LambdaHost({
      directory: path.join(directory, "functions"),
      onLine: () => {},
      bundle: (name) => Promise.resolve(Buffer.from(sources[name] ?? WELL)),
      functions: SERVING_FUNCTIONS.map((spec) => ({ ...spec, timeoutSeconds: 1.5 })),
    });
    await lambda.start(() => ({}));
    cognito = await openCognito({
      directory: path.join(directory, "cognito"),
      invokeTrigger: triggersOf(lambda),
      deliver: (mail) => new Mailbox().deliver(mail),
      log: () => {},
    });
  }

  afterEach(async () => {
    await lambda.close();
    await rm(directory, { recursive: true, force: true });
  });

  async function signUp(): Promise<string> {
    const { body } = await cognito.handle({
      target: "AWSCognitoIdentityProviderService.SignUp",
      body: JSON.stringify({
        ClientId: cognito.clientId,
        Username: "a@people.example",
        Password: "Correct-horse-1",
        UserAttributes: [
          { Name: "email", Value: "a@people.example" },
          { Name: "name", Value: "Ada" },
          { Name: "preferred_username", Value: "ada" },
        ],
      }),
      trusted: false,
    });
    const { __type, message } = JSON.parse(body) as { __type?: string; message?: string };
    return __type ? `${__type}: ${message}` : "signed up";
  }

  for (const [how, body] of [
    ["never answers", "await new Promise(() => {})"],
    ["never lets go", "for (;;);"],
  ] as const) {
    it(`calls a trigger that ${how} three times, then gives up`, async () => {
      const source = `exports.handler = async () => { require("node:fs").appendFileSync(__dirname + "/calls", "x"); ${body} };`;
      await given({ "pre-sign-up": source });
      assert.equal(
        await signUp(),
        "UnexpectedLambdaException: PreSignUp invocation failed due to error Socket timeout while invoking Lambda function.",
      );
      const calls = path.join(directory, "functions", "pre-sign-up", "calls");
      assert.equal(await readFile(calls, "utf8"), "xxx");
    });
  }

  for (const [how, source, end] of [
    [
      "throws",
      'exports.handler = () => { throw new Error("NO"); };',
      "UserLambdaValidationException: PreSignUp failed with error NO.",
    ],
    [
      "exits",
      "exports.handler = () => process.exit(1);",
      "UserLambdaValidationException: PreSignUp failed with error Runtime exited with error: exit status 1.",
    ],
    [
      "answers nothing",
      "exports.handler = async () => {};",
      "InvalidLambdaResponseException: Unrecognizable lambda output",
    ],
    [
      "answers text",
      "exports.handler = async () => 'yes';",
      "InvalidLambdaResponseException: Unrecognizable lambda output",
    ],
    ["lets everybody in", WELL, "signed up"],
  ] as const) {
    it(`tells what came of a trigger that ${how}`, async () => {
      await given({ "pre-sign-up": source });
      assert.equal(await signUp(), end);
    });
  }

  it("succeeds when a later try of a slow trigger is in time", async () => {
    const source = `const fs = require("node:fs"); const file = __dirname + "/calls";
      exports.handler = async (event) => {
        fs.appendFileSync(file, "x");
        if (fs.readFileSync(file, "utf8").length < 3) await new Promise(() => {});
        return event;
      };`;
    await given({ "pre-sign-up": source });
    assert.equal(await signUp(), "signed up");
  });

  it("tells that a trigger has no function", async () => {
    await given({});
    const result = await triggersOf(new LambdaHost({ directory, onLine: () => {} }))(
      "PreSignUp",
      {},
    );
    assert.deepEqual(result, {
      ok: false,
      kind: "unreachable",
      message: "PreSignUp has no function",
    });
  });
});
