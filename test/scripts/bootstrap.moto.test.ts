import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  GetRoleCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisableKeyRotationCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ListKeysCommand,
  ScheduleKeyDeletionCommand,
} from "@aws-sdk/client-kms";
import {
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  PutBucketVersioningCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { command, RunningCommand } from "#test/cli";
import { describeWithMoto } from "#test/moto";
import { until } from "#test/until";

const REGION = "us-east-1";
const ACCOUNT = "123456789012";
const BUCKET = `cruddur-state-${ACCOUNT}-${REGION}-an`;
const ALIAS = "alias/cruddur-state";
const policy = (name: string) => `arn:aws:iam::${ACCOUNT}:policy/cruddur/cruddur-dev-${name}`;

// One account, and so one life: every test begins where the one above it ended.
describeWithMoto("npm run bootstrap", () => {
  let s3: S3Client;
  let kms: KMSClient;
  let iam: IAMClient;
  before(() => {
    s3 = new S3Client({ region: REGION });
    kms = new KMSClient({ region: REGION });
    iam = new IAMClient({ region: REGION });
  });

  const bootstrap = (...words: string[]) => command("bootstrap", ["--target", "dev", ...words]);
  const told = async (...words: string[]) => {
    const { code, stdout, stderr } = await bootstrap(...words);
    assert.equal(code, 0, stdout + stderr);
    return stdout;
  };

  it("says so where another account has the bucket's name", async () => {
    // The emulator lets every account in to each bucket.
    const s3OfOthers = createServer((_request, response) => response.writeHead(403).end());
    await new Promise<void>((resolve) => s3OfOthers.listen(0, "127.0.0.1", resolve));
    const { port } = s3OfOthers.address() as AddressInfo;
    const { code, stderr } = await command("bootstrap", ["--target", "dev", "--yes"], {
      env: { AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}` },
    });
    s3OfOthers.close();
    assert.equal(code, 1, stderr);
    assert.match(stderr, new RegExp(`The bucket ${BUCKET} is there, and is not this account's`));
    assert.equal((await kms.send(new ListKeysCommand({}))).Keys!.length, 0);
  });

  it("shows what it would make, and makes nothing before a yes", async () => {
    const shown = await told("--dry-run", "--github", "omenking/cruddur");
    assert.match(shown, new RegExp(`^\\+ bucket ${BUCKET}: made, with versions`, "m"));
    assert.match(shown, /^\+ policy cruddur-dev-deployer-1: made, for who deploys stack dev$/m);
    assert.match(
      shown,
      /^\+ role cruddur-dev-deploy: made, for jobs of omenking\/cruddur in its environment dev$/m,
    );
    assert.match(shown, /Nothing was done/);
    const refused = await bootstrap();
    assert.equal(refused.code, 2);
    assert.match(
      refused.stderr,
      /There is nobody to ask\. Nothing was done\.\n.*bootstrap -- --target dev --yes/,
    );
    assert.equal((await kms.send(new ListKeysCommand({}))).Keys!.length, 0);
  });

  it("goes on where it was killed, makes all of it, and says what to type then", async () => {
    const keys = async () => (await kms.send(new ListKeysCommand({}))).Keys!.length;
    const killed = new RunningCommand("bootstrap", ["--target", "dev", "--yes"]);
    await until("a key is made", async () => (await keys()) > 0);
    killed.interrupt("SIGKILL");
    await killed.ended;
    const stopped = new RunningCommand("bootstrap", ["--target", "dev", "--yes"]);
    await stopped.says(/✓.* policy cruddur-dev-/);
    stopped.interrupt();
    const { code, stderr } = await stopped.ended;
    assert.equal(code, 130, stderr);
    assert.match(
      stderr,
      /Interrupted: [1-9]\d* of \d+ are made or set right\.\nTo go on, type it again: npm run bootstrap -- --target dev --yes\n$/,
    );
    const shown = await told("--yes", "--github", "omenking/cruddur");
    assert.equal(await keys(), 1);
    assert.match(shown, new RegExp(`pulumi login 's3://${BUCKET}\\?region=${REGION}'`));
    assert.match(shown, /--secrets-provider 'awskms:\/\/alias\/cruddur-state\?region=us-east-1'/);
    assert.match(
      shown,
      new RegExp(`config set permissionsBoundary ${policy("boundary")} --stack dev`),
    );
    assert.match(
      shown,
      /gh variable set AWS_ROLE_ARN --repo omenking\/cruddur --env dev-plan --body/,
    );
    assert.equal(
      (await s3.send(new GetBucketVersioningCommand({ Bucket: BUCKET }))).Status,
      "Enabled",
    );
    const { PublicAccessBlockConfiguration } = await s3.send(
      new GetPublicAccessBlockCommand({ Bucket: BUCKET }),
    );
    assert.deepEqual(Object.values(PublicAccessBlockConfiguration!), [true, true, true, true]);
    const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket: BUCKET }));
    assert.match(Policy!, /"Deny".*"aws:SecureTransport":\s*"false"/);
    const key = await kms.send(new DescribeKeyCommand({ KeyId: ALIAS }));
    const { ServerSideEncryptionConfiguration } = await s3.send(
      new GetBucketEncryptionCommand({ Bucket: BUCKET }),
    );
    assert.equal(
      ServerSideEncryptionConfiguration!.Rules![0]!.ApplyServerSideEncryptionByDefault!
        .KMSMasterKeyID,
      key.KeyMetadata!.Arn,
    );
    const { KeyRotationEnabled } = await kms.send(
      new GetKeyRotationStatusCommand({ KeyId: key.KeyMetadata!.KeyId }),
    );
    assert.equal(KeyRotationEnabled, true);
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: "cruddur-dev-deploy" }));
    assert.match(
      decodeURIComponent(Role!.AssumeRolePolicyDocument!),
      /"repo:omenking\/cruddur:environment:dev"/,
    );
  });

  it("changes nothing when it is typed again, and says so", async () => {
    const shown = await told("--yes", "--github", "omenking/cruddur");
    assert.match(
      shown,
      /^Account 123456789012 has all that stack dev needs in us-east-1\. Nothing was changed\.$/m,
    );
    assert.doesNotMatch(shown, /^[+~] /m);
    assert.equal(JSON.parse((await bootstrap("--yes", "--json")).stdout).applied, false);
  });

  it("tells what somebody has changed since, and sets it right", async () => {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: ALIAS }));
    await kms.send(new DisableKeyRotationCommand({ KeyId: KeyMetadata!.KeyId }));
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket: BUCKET }));
    await s3.send(new DeleteBucketPolicyCommand({ Bucket: BUCKET }));
    await s3.send(
      new PutBucketVersioningCommand({
        Bucket: BUCKET,
        VersioningConfiguration: { Status: "Suspended" },
      }),
    );
    await iam.send(
      new CreatePolicyVersionCommand({
        PolicyArn: policy("boundary"),
        SetAsDefault: true,
        PolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
        }),
      }),
    );
    const RoleName = "cruddur-dev-deploy";
    const everything = { Effect: "Allow", Action: "*", Resource: "*" };
    const made = await iam.send(
      new CreatePolicyCommand({
        PolicyName: "Everything",
        PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [everything] }),
      }),
    );
    const PolicyArn = made.Policy!.Arn;
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    const PolicyDocument = decodeURIComponent(Role!.AssumeRolePolicyDocument!).replace(
      "environment:dev",
      "*",
    );
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
    const shown = await told("--yes", "--github", "omenking/cruddur");
    for (const line of [
      `~ key ${ALIAS}: not rotated: rotated every year again`,
      `~ bucket ${BUCKET}: open to the public: closed again`,
      `~ bucket ${BUCKET}: without versions: with versions again`,
      `~ bucket ${BUCKET}: with another policy: over TLS only again, and nobody else let in`,
      "~ policy cruddur-dev-boundary: not what this checkout makes: renewed",
      "~ role cruddur-dev-deploy: lets in repo:omenking/cruddur:*: takes that away, and lets in jobs of omenking/cruddur in its environment dev only",
      "~ role cruddur-dev-deploy: has Everything too: taken away",
    ]) {
      assert.ok(shown.split("\n").includes(line), `${line}\nis not in\n${shown}`);
    }
    const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    assert.ok(
      AttachedPolicies!.every(({ PolicyArn: arn }) => arn!.startsWith(policy("deployer-"))),
    );
    assert.match(await told("--yes", "--github", "omenking/cruddur"), /Nothing was changed/);
  });

  it("names the repository from which it takes the right", async () => {
    assert.match(
      await told("--dry-run", "--github", "other/shop"),
      /^~ role cruddur-dev-deploy: lets in jobs of omenking\/cruddur in its environment dev: takes that away, and lets in jobs of other\/shop in its environment dev only$/m,
    );
  });

  it("goes on with a key that a run has left without its alias, and makes no second one", async () => {
    const before = (await kms.send(new ListKeysCommand({}))).Keys!.length;
    await kms.send(new DeleteAliasCommand({ AliasName: ALIAS }));
    assert.match(await told("--yes"), /^\+ key alias\/cruddur-state: made/m);
    assert.equal((await kms.send(new ListKeysCommand({}))).Keys!.length, before);
    assert.match(await told("--yes"), /Nothing was changed/);
  });

  it("does not go on where the key is to be deleted", async () => {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: ALIAS }));
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: KeyMetadata!.KeyId }));
    const { code, stderr } = await bootstrap("--yes");
    assert.equal(code, 1);
    assert.match(
      stderr,
      /The key alias\/cruddur-state is to be deleted on .*\n.*cancel-key-deletion --key-id/,
    );
  });

  it("wants a whole repository's name, and a stack that is on AWS and has an account", async () => {
    for (const [words, says] of [
      [
        ["--target", "dev", "--github", "omenking"],
        /--github "omenking" cannot be read: a repository is wanted, OWNER\/NAME,/,
      ],
      [["--target", "dev", "--github", "https://github.com/a/b.git"], /did you mean a\/b\?/],
      [["--target", "dev", "--github", "omenking/*"], /a repository is wanted/],
      [["--target", "local"], /Stack local is local: it needs no account/],
    ] as const) {
      const { code, stderr } = await command("bootstrap", [...words]);
      assert.equal(code, 2, stderr);
      assert.match(stderr, says);
      assert.equal(stderr.split("Nothing was done").length, 2, stderr);
    }
    const { code, stderr } = await command("bootstrap", ["--target", "prod"]);
    assert.equal(code, 1);
    assert.match(stderr, /Pulumi\.prod\.yaml names no account yet/);
  });
});
