import { UserError } from "../errors.ts";
import { toldErrors } from "./told-errors.ts";

interface Fault {
  readonly says: RegExp;
  /** Undefined leaves Pulumi's own words. */
  readonly problem?: (stack: string, text: string) => string;
  readonly hint: (stack: string) => string;
  /** The problem says all that Pulumi's words do. */
  readonly isWhole?: true;
}

const recover = (stack: string) => `npm run state:recover -- --target ${stack}`;

/** Conditions that a person can mend, by the words of Pulumi, its providers and AWS; the most telling first. */
const FAULTS: readonly Fault[] = [
  {
    says: /currently locked by|Another update is currently in progress|\[409\] Conflict/i,
    problem: (stack, text) =>
      `Somebody else's up, preview or destroy of stack ${stack} is not done yet${holderOf(text)}.`,
    isWhole: true,
    hint: (stack) =>
      `Wait for it, then type the command again. If nothing runs any more (it was killed): pulumi cancel --stack ${stack}, then ${recover(stack)}`,
  },
  {
    says: /no stack named|stack .* not found|no previous deployment/i,
    problem: (stack) => `There is no stack ${stack} yet.`,
    hint: (stack) =>
      `Make it: pulumi stack init ${stack}\nThose that are there: pulumi stack ls --all`,
  },
  {
    says: /PULUMI_ACCESS_TOKEN must be set|not logged in|could not get cloud url|login required/i,
    problem: () => "Pulumi does not know where the stacks' state is: nobody is signed in to it.",
    isWhole: true,
    hint: () =>
      "Sign in where your team keeps it: pulumi login, pulumi login s3://bucket, or pulumi login --local",
  },
  {
    says: /incorrect passphrase/i,
    problem: (stack) =>
      `The passphrase is not the one that Pulumi.${stack}.yaml was made with: its line encryptionsalt, which \`pulumi stack init\` writes, goes with one passphrase.`,
    isWhole: true,
    hint: (stack) =>
      [
        `Is the line yours (git diff Pulumi.${stack}.yaml shows it)? Take it back: git checkout Pulumi.${stack}.yaml`,
        "Otherwise ask whoever made the stack: export PULUMI_CONFIG_PASSPHRASE=…",
        `Or make a stack of your own, with a passphrase of your own: pulumi stack init ${stack}-<you> --copy-config-from ${stack}`,
      ].join("\n"),
  },
  {
    says: /passphrase must be set|failed to decrypt|secrets provider/i,
    problem: (stack) => `The secrets of stack ${stack} cannot be read.`,
    hint: () => "Set PULUMI_CONFIG_PASSPHRASE, or sign in to the account that has the stack's key.",
  },
  {
    says: /account id[^\n]*(not allowed|mismatch|forbidden)|allowedAccountIds|AWS account ID not allowed/i,
    problem: (stack) => `You are signed in to another AWS account than stack ${stack}'s.`,
    hint: (stack) =>
      `Compare: aws sts get-caller-identity, and accountId in Pulumi.${stack}.yaml. Then sign in to that one (AWS_PROFILE).`,
  },
  {
    says: /no valid credential|failed to refresh cached credentials|ExpiredToken|InvalidClientTokenId|NoCredentialProviders|unable to validate AWS credentials/i,
    problem: () => "You are not signed in to AWS, or no longer.",
    hint: () => "Sign in: aws login, or set AWS_PROFILE. Then see: aws sts get-caller-identity",
  },
  {
    says: /is not authorized to perform:? [\w-]+:\w+/,
    problem: (stack, text) => `You may not do all that stack ${stack} asks for: ${deniedIn(text)}.`,
    isWhole: true,
    hint: (stack) =>
      `Whoever keeps the account renews the policies: npm run bootstrap -- --target ${stack}\nThen type the command again: what is done already is not done twice.`,
  },
  {
    says: /InvalidDB(Instance|Cluster)State(Fault)?|is not in (the )?available state|not currently available/i,
    problem: (stack) => `The database of stack ${stack} is stopped or busy, and cannot be changed.`,
    hint: (stack) => `Start it and wait: npm run rds:start -- --target ${stack}`,
  },
  {
    says: /waiting for ACM Certificate/,
    problem: (stack, text) =>
      `AWS has not issued the certificate of stack ${stack}'s domain, since it does not find this record in the DNS${missingIn(text)}\nAll else of the stack is up.`,
    isWhole: true,
    hint: (stack) => mendRecords(stack, "domainName"),
  },
  {
    says: /SES Domain Identity Verification/,
    problem: (stack) =>
      `SES has not verified the domain that stack ${stack} sends mail from, since it does not find its records in the DNS, though they are in a zone of this account.`,
    isWhole: true,
    hint: (stack) => mendRecords(stack, "mailFrom"),
  },
  {
    says: /password authentication failed|28P01/i,
    problem: (stack) =>
      `The database of stack ${stack} does not take the password that the state remembers: RDS changes the master user's each week.`,
    hint: (stack) =>
      `Let the program ask for today's: npm run state:refresh -- --target ${stack}. An up, npm run deploy and npm run drift do so by themselves.`,
  },
  {
    says: /pending (operations|creates)|interrupted while/i,
    problem: (stack) =>
      `An earlier up of stack ${stack} was interrupted, and its state is not whole.`,
    hint: (stack) => `Take in what it has left in AWS: ${recover(stack)}`,
  },
  {
    says: /account must be verified before you can add[^\n]*CloudFront/i,
    problem: () => "AWS lets this account have CloudFront only when AWS Support has verified it.",
    hint: (stack) =>
      `Ask for it, with the error's words: https://console.aws.amazon.com/support/home\nAll else of the stack is up, but for the page. Then: npm run deploy -- --target ${stack}`,
  },
  {
    says: /CNAMEAlreadyExists/,
    problem: () => "The page's name is another distribution's, of this account or somebody's.",
    hint: (stack) =>
      `Look: aws cloudfront list-distributions --query "DistributionList.Items[].[Id,Comment,Aliases.Items]"\nTake the name off there, or have none of your own: pulumi config rm domainName --stack ${stack}`,
  },
  {
    says: /\bBucketAlreadyExists\b/,
    problem: () => "Another account has a bucket of that name, and no two buckets have one name.",
    hint: () =>
      "Give it another one: transform: { bucket: { bucket: … } } among the arguments of Site in index.ts.",
  },
  {
    // What is made for the second time has a fixed name; AWS has a word of its own for each kind.
    says: /\b\w*AlreadyExists\w*|BucketAlreadyOwnedByYou|\balready exists\b|ResourceConflictException|InvalidGroup\.Duplicate/i,
    problem: (stack) =>
      `AWS has something already that the state of stack ${stack} does not know: an up that was killed has left it, or another state has made it.`,
    hint: (stack) => `Take it into the state: ${recover(stack)}`,
  },
  {
    // Only what a state knows is deleted, and what hangs on it keeps it.
    says: /DependencyViolation|ResourceInUse|\bDeleteConflict\b|InvalidDBSubnetGroupStateFault/,
    problem: (stack) =>
      `AWS keeps something of stack ${stack} that is in use: by network interfaces of functions, which go by themselves within the hour, or by what the state does not know.`,
    hint: (stack) =>
      `See what the state does not know: ${recover(stack)} --dry-run\nIf that finds nothing to take in: wait, then type the command again.`,
  },
  {
    says: /migrator[\s\S]*"errorMessage"/,
    problem: (stack) => `The migrations of stack ${stack} did not run. The schema is as it was.`,
    hint: (stack) => `Mend what it names, then: npm run deploy -- --target ${stack}`,
  },
  {
    says: /ServiceUnavailable|Throttling|TooManyRequests|RequestLimitExceeded|try again later/i,
    hint: () =>
      "It may pass by itself: type the command again. What is done already is not done twice.",
  },
  {
    says: /is protected|marked for protection|protected resource|unprotect/i,
    problem: (stack, text) =>
      `It would replace or delete what is protected in stack ${stack}, and lose what is in it${protectedIn(text)}. Nothing of that was done.`,
    isWhole: true,
    hint: (stack) =>
      `See what forces it, and set that back: pulumi preview --diff --stack ${stack}\nWhat changed in the configuration: git diff Pulumi.${stack}.yaml\nA stack that is to go as a whole: docs/operations.md says how.`,
  },
  {
    says: /no resource plugin|could not find latest version for provider|failed to load plugin/i,
    problem: () => "A plugin of Pulumi's is missing.",
    hint: () => "Get it: pulumi plugin install",
  },
];

/** Pulumi's errors as one problem with what to type. Its own words are kept where we know no better. */
export function pulumiFault(text: string, stack: string, doing: string): UserError {
  const fault = FAULTS.find(({ says }) => says.test(text));
  const told = toldErrors(text);
  const said = told === "" ? "" : `\n${told}`;
  if (fault) {
    const words = fault.isWhole ? "" : said;
    return new UserError(`${fault.problem?.(stack, text) ?? ""}${words}`.trim(), fault.hint(stack));
  }
  return new UserError(
    `Pulumi did not ${doing} stack ${stack}${said === "" ? "." : `:${said}`}`,
    `See the whole of it: pulumi preview --diff --stack ${stack}`,
  );
}

/** What to do where the DNS does not have what AWS looks for. */
const mendRecords = (stack: string, key: "domainName" | "mailFrom") =>
  [
    "Where the zone is elsewhere, make the record there. Where it is this account's, the registrar must name its name servers: aws route53 list-hosted-zones",
    `Then: npm run deploy -- --target ${stack}\nAfter three days AWS has given up; then first: npm run state:refresh -- --target ${stack}`,
    `Or do without for now: pulumi config rm ${key} --stack ${stack}`,
  ].join("\n");

/** `:` and the records that the program has told are missing, each on a line; `, though it is in a zone…` where it told none. */
function missingIn(text: string): string {
  const records = text.match(/^ *\S+ {2}CNAME {2}\S+\.acm-validations\.aws\.$/gm) ?? [];
  const lines = [...new Set(records.map((line) => `\n  ${line.trim()}`))];
  return lines.length === 0 ? ", though it is in a zone of this account." : `:${lines.join("")}`;
}

/** ` (alice@laptop, since 2026-11-28T14:50:39Z)`; "" where Pulumi does not tell. */
function holderOf(text: string): string {
  const [, who, when] = /created by (\S+@\S+).*? at (\d{4}-\d\d-\d\dT[\d:.+Z-]+)/.exec(text) ?? [];
  return who === undefined ? "" : ` (${who}, since ${when})`;
}

/** `: cruddur-database-instance, …`, as far as Pulumi names them by their URNs. */
function protectedIn(text: string): string {
  const names = [...text.matchAll(/urn:pulumi:[^\s"'`]*::([^\s"'`:]+)/g)].map(([, name]) => name);
  return names.length === 0 ? "" : `: ${[...new Set(names)].join(", ")}`;
}

/** `rds:CreateDBInstance on arn:aws:…, iam:CreateRole on …`, each action once, with the first thing it was meant for. */
function deniedIn(text: string): string {
  const denied = new Map<string, string>();
  const words = /is not authorized to perform:? ([\w-]+:\w+)(?: on resource: (\S+))?/g;
  for (const [, action, resource = "*"] of text.matchAll(words)) {
    if (!denied.has(action!)) denied.set(action!, resource.replace(/[.,]$/, ""));
  }
  return [...denied].map(([action, resource]) => `${action} on ${resource}`).join(", ");
}
