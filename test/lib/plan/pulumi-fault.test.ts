import assert from "node:assert/strict";
import { pulumiFault } from "#lib/plan/pulumi-fault";

/** What is said, and what the user reads and types. */
const FAULTS: readonly (readonly [string, string, RegExp, RegExp])[] = [
  [
    "two ups at once, state in files",
    "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.\n  s3://state/.pulumi/locks/cruddur/dev/7.json: created by ada@laptop (pid 77) at 2026-11-28T14:50:39Z",
    /^Somebody else's up, preview or destroy of stack dev is not done yet \(ada@laptop, since 2026-11-28T14:50:39Z\)\.$/,
    /pulumi cancel --stack dev, then npm run state:recover -- --target dev/,
  ],
  [
    "two ups at once, state in Pulumi's cloud",
    "error: [409] Conflict: Another update is currently in progress.",
    /^Somebody else's up, preview or destroy of stack dev is not done yet\.$/,
    /Wait for it/,
  ],
  [
    "no stack",
    "error: no stack named 'dev' found",
    /There is no stack dev yet/,
    /pulumi stack init dev/,
  ],
  [
    "a certificate whose record nobody made, in a zone elsewhere",
    "  aws:acm:Certificate (cruddur-certificate-certificate):\n    warning: DNS records for app.other.example's certificate are missing: this account has no zone for them. Make them where the zone is:\n      _c0ffee.app.other.example  CNAME  _decade.acm-validations.aws.\n\n  aws:acm:CertificateValidation (cruddur-certificate-validation):\n    error: waiting for ACM Certificate (arn:aws:acm:us-east-1:123456789012:certificate/1) to be issued: timeout while waiting for state to become 'ISSUED' (last state: 'PENDING_VALIDATION', timeout: 20m0s)",
    /^AWS has not issued the certificate of stack dev's domain, since it does not find this record in the DNS:\n {2}_c0ffee\.app\.other\.example {2}CNAME {2}_decade\.acm-validations\.aws\.\nAll else of the stack is up\.$/,
    /^Where the zone is elsewhere, make the record there\.[\s\S]*npm run deploy -- --target dev\n[\s\S]*\nOr do without for now: pulumi config rm domainName --stack dev$/,
  ],
  [
    "a certificate whose record is in a zone that nobody asks",
    "error: waiting for ACM Certificate (arn:aws:acm:us-east-1:123456789012:certificate/1) to be issued: timeout while waiting for state to become 'ISSUED' (last state: 'PENDING_VALIDATION', timeout: 20m0s)",
    /^AWS has not issued .* in the DNS, though it is in a zone of this account\.\nAll else of the stack is up\.$/,
    /the registrar must name its name servers/,
  ],
  [
    "a domain of mail that SES does not verify",
    "error: creating SES Domain Identity Verification (cruddur.example): timeout while waiting for state to become 'Success' (last state: 'Pending', timeout: 20m0s)",
    /^SES has not verified the domain that stack dev sends mail from/,
    /pulumi config rm mailFrom --stack dev$/,
  ],
  [
    "no backend",
    "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions",
    /^Pulumi does not know where the stacks' state is: nobody is signed in to it\.$/,
    /pulumi login/,
  ],
  [
    "no passphrase",
    "error: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE",
    /secrets of stack dev cannot be read/,
    /PULUMI_CONFIG_PASSPHRASE/,
  ],
  [
    "another's passphrase",
    "error: getting secrets manager: incorrect passphrase",
    /^The passphrase is not the one that Pulumi\.dev\.yaml was made with: its line encryptionsalt/,
    /git checkout Pulumi\.dev\.yaml\n.*PULUMI_CONFIG_PASSPHRASE[\s\S]*pulumi stack init dev-/,
  ],
  [
    "a password that was changed since the last up",
    'error: error detecting capabilities: pq: password authentication failed for user "cruddur_admin"',
    /does not take the password that the state remembers/,
    /npm run state:refresh -- --target dev\./,
  ],
  [
    "a role that a killed up has left",
    "error: creating IAM Role (cruddur-dev-api): EntityAlreadyExists: Role with name cruddur-dev-api already exists.",
    /AWS has something already that the state of stack dev does not know/,
    /npm run state:recover -- --target dev/,
  ],
  [
    "a database that another state has made",
    "error: creating RDS DB Instance: DBInstanceAlreadyExists: DB instance already exists",
    /AWS has something already/,
    /npm run state:recover -- --target dev/,
  ],
  [
    "a new account that may not have CloudFront yet",
    "error: creating CloudFront Distribution: operation error CloudFront: CreateDistributionWithTags, https response error StatusCode: 403, AccessDenied: Your account must be verified before you can add new CloudFront resources.",
    /AWS Support has verified it/,
    /support\/home[\s\S]*npm run deploy -- --target dev/,
  ],
  [
    "a name that another distribution has",
    "error: creating CloudFront Distribution: operation error CloudFront: CreateDistributionWithTags, https response error StatusCode: 409, CNAMEAlreadyExists: One or more of the CNAMEs you provided are already associated with a different resource.",
    /The page's name is another distribution's/,
    /list-distributions[\s\S]*pulumi config rm domainName --stack dev/,
  ],
  [
    "a bucket that another state has made",
    "error: creating S3 Bucket (cruddur-dev-page-1-us-east-1-an): operation error S3: CreateBucket, https response error StatusCode: 409, BucketAlreadyOwnedByYou",
    /AWS has something already/,
    /npm run state:recover -- --target dev/,
  ],
  [
    "a bucket's name that somebody else has",
    "error: creating S3 Bucket (cruddur-dev-page-1-me-south-1): operation error S3: CreateBucket, https response error StatusCode: 409, BucketAlreadyExists",
    /Another account has a bucket of that name/,
    /transform: \{ bucket: \{ bucket: … \} \}/,
  ],
  [
    "another account",
    "error: AWS account ID not allowed: 111111111111",
    /another AWS account than stack dev's/,
    /accountId in Pulumi\.dev\.yaml/,
  ],
  ["signed out", "error: No valid credential sources found", /not signed in to AWS/, /aws login/],
  [
    "a stopped database",
    "error: InvalidDBInstanceState: Instance cruddur-dev is not in available state",
    /stopped or busy/,
    /npm run rds:start -- --target dev/,
  ],
  [
    "an interrupted up",
    "error: the current deployment has 1 resource(s) with pending operations",
    /was interrupted/,
    /npm run state:recover -- --target dev/,
  ],
  [
    "a group that something unknown uses",
    "error: deleting Security Group (sg-1): api error DependencyViolation: resource sg-1 has a dependent object",
    /in use: by network interfaces[\s\S]*DependencyViolation: resource sg-1/,
    /npm run state:recover -- --target dev --dry-run\n.*wait, then type the command again/,
  ],
  [
    "a key, a pool or a role that something uses",
    "error: deleting IAM Role (cruddur-dev-api): DeleteConflict: Cannot delete entity, must delete policies first.",
    /in use/,
    /npm run state:recover -- --target dev --dry-run/,
  ],
  [
    "a protected resource",
    'error: unable to replace resource "urn:pulumi:dev::cruddur::aws:rds/instance:Instance::cruddur-database-instance"\nas it is currently marked for protection. To unprotect the resource, remove the `protect` flag from the resource in your Pulumi program and run `pulumi up`',
    /^It would replace or delete what is protected in stack dev, and lose what is in it: cruddur-database-instance\. Nothing of that was done\.$/,
    /^See what forces it, and set that back: pulumi preview --diff --stack dev\n[\s\S]*docs\/operations\.md says how\.$/,
  ],
  [
    "a plugin",
    "error: no resource plugin 'pulumi-resource-aws' found",
    /plugin of Pulumi's is missing/,
    /pulumi plugin install/,
  ],
];

describe("pulumiFault", () => {
  for (const [title, says, problem, hint] of FAULTS) {
    it(`explains ${title}, by Pulumi's words where it has no better`, () => {
      const error = pulumiFault(`Updating (dev):\n${says}\n`, "dev", "bring up");
      assert.match(error.message, problem);
      assert.ok(problem.source.startsWith("^") || error.message.includes(says));
      assert.match(error.hint!, hint);
    });
  }

  it("shows the errors alone where it knows no better", () => {
    const error = pulumiFault(
      "a lot\n  error: boom\nof words\nerror: boom\nerror: bang",
      "dev",
      "plan",
    );
    assert.equal(error.message, "Pulumi did not plan stack dev:\nerror: boom\nerror: bang");
    assert.equal(pulumiFault("", "dev", "plan").message, "Pulumi did not plan stack dev.");
  });

  it("tells a function's own words once, without JSON and stack", () => {
    const answer = JSON.stringify({
      errorType: "UserError",
      errorMessage: '0009-more.sql:3: relation "more" exists already.\nWrite another name.',
      trace: ["at migrate (index.js:1:2)", "{"],
    });
    const at = "  aws:lambda:Invocation (cruddur-schema-migrations):";
    const one = `error: invoking Lambda Function (cruddur-dev-migrator): ${answer}`;
    const { message, hint } = pulumiFault(
      `${one}: provider=aws@7\n${at}\n    ${one}\n\n  pulumi:pulumi:Stack (cruddur-dev):\n    error: update failed\n`,
      "dev",
      "bring up",
    );
    assert.equal(
      message,
      'The migrations of stack dev did not run. The schema is as it was.\nerror: 0009-more.sql:3: relation "more" exists already.\nWrite another name.',
    );
    assert.match(hint, /npm run deploy -- --target dev/);
  });

  it("keeps all of a configuration's faults, with empty lines between them", () => {
    const faults = "error: The configuration of stack dev has 2 faults:\n\n    - one\n\n    - two";
    const { message } = pulumiFault(
      `  pulumi:pulumi:Stack (cruddur-dev):\n    ${faults}\n\nResources:\n    1 unchanged`,
      "dev",
      "plan",
    );
    assert.ok(message.endsWith("has 2 faults:\n\n- one\n\n- two"), message);
  });

  it("keeps the lines that an error goes on with, and no others", () => {
    const build =
      "error: The function api does not build:\n  lambda/api.ts:3:7: no such name\n  x = y";
    const config = "error: stack dev has no accountId\npulumi config set accountId 123456789012";
    const { message } = pulumiFault(
      `${build}\n\nnot this\n${config}\nwarning: nor this\nnor that\nerror: bang\nResources:\n  1 unchanged`,
      "dev",
      "plan",
    );
    assert.equal(message, `Pulumi did not plan stack dev:\n${build}\n${config}\nerror: bang`);
  });

  it("takes away the colours of Node's", () => {
    const { message } = pulumiFault(
      "error: TypeError: bang\n  \u001B[90m    at one.js\u001B[39m",
      "dev",
      "plan",
    );
    assert.match(message, /^Pulumi did not plan stack dev:\nerror: TypeError: bang/);
    assert.ok(!message.includes("\u001B"));
  });

  it("takes away the indentation that the engine gives to all lines of an error", () => {
    const { message } = pulumiFault(
      "Diagnostics:\n  a:b:C (one):\n    error: two faults:\n      cidr: too small\n      cruddur:zones: too few\n  a:b:C (two):\n    error: bang\n",
      "dev",
      "plan",
    );
    assert.equal(
      message,
      "Pulumi did not plan stack dev:\nerror: two faults:\n  cidr: too small\n  cruddur:zones: too few\nerror: bang",
    );
  });
});
