import type { PolicyEnvironment } from "./finding.ts";

/** A control that is knowingly not kept: which, where, why, and until when. */
export interface PolicyException {
  /** Any of the ids that a rule names: `CKV_AWS_157`. It excuses the whole rule. */
  readonly control: string;
  readonly environments: readonly PolicyEnvironment[];
  readonly reason: string;
  /** The last day on which it counts, `YYYY-MM-DD`: from the next on it is a finding itself. */
  readonly expires: string;
}

const DEV = ["dev"] as const;
const BOTH = ["dev", "prod"] as const;
/** Looked at again once a year. */
const YEARLY = "2027-11-30";

/** Every control that is not kept. What is not here is a finding. */
export const EXCEPTIONS: readonly PolicyException[] = [
  {
    control: "CKV_AWS_17",
    environments: DEV,
    reason:
      "Developers reach the database by leases of one address each, which EC2.18 and CRUDDUR.NARROW still watch",
    expires: YEARLY,
  },
  {
    control: "CKV_AWS_157",
    environments: DEV,
    reason: "A standby doubles the price, and a lost hour of development costs less",
    expires: YEARLY,
  },
  {
    control: "CKV_AWS_118",
    environments: DEV,
    reason: "Performance insights suffice; the figures of the system fill a log group",
    expires: YEARLY,
  },
  {
    control: "CKV_AWS_293",
    environments: DEV,
    reason: "A development database is disposable: it is made again by one up and db:seed",
    expires: YEARLY,
  },
  {
    control: "CKV_AWS_133",
    environments: DEV,
    reason:
      "A day of backups is enough for data that seeds make; CRUDDUR.BACKUPS watches that there is one",
    expires: YEARLY,
  },
  {
    control: "RDS.20",
    environments: DEV,
    reason: "Nobody is woken for a development database, which stops every night",
    expires: YEARLY,
  },
  {
    control: "RDS.21",
    environments: DEV,
    reason: "Parameter groups are changed by the program alone",
    expires: YEARLY,
  },
  {
    control: "RDS.22",
    environments: BOTH,
    reason: "RDS's own security groups exist outside of VPCs only, where no new database can be",
    expires: YEARLY,
  },
  {
    control: "RDS.26",
    environments: BOTH,
    reason:
      "RDS's own backups lead back to any second of their days; a plan beside them, for a lost region or account, is backupCopyTo, and its price one's own to decide",
    expires: YEARLY,
  },
  {
    control: "RDS.23",
    environments: BOTH,
    reason:
      "Another port hides nothing from a scan and breaks every tool's default; nothing scans a closed port",
    expires: YEARLY,
  },
  {
    control: "CKV_AWS_354",
    environments: BOTH,
    reason:
      "A key of one's own is $1 a month and guards nothing from whoever may read the database",
    expires: YEARLY,
  },
  {
    control: "CKV_AWS_149",
    environments: BOTH,
    reason: "The AWS-managed key is used by this account alone",
    expires: YEARLY,
  },
  {
    control: "CKV2_AWS_11",
    environments: DEV,
    reason: "Development lies in the account's default VPC, which is not this program's to change",
    expires: YEARLY,
  },
  {
    control: "CKV_AWS_50",
    environments: DEV,
    reason: "One request is followed by its id in the logs",
    expires: YEARLY,
  },
  {
    control: "CKV_AWS_115",
    environments: DEV,
    reason: "A new account may run 10 functions at once, of which none can be reserved",
    expires: YEARLY,
  },
  {
    control: "CKV_AWS_116",
    environments: BOTH,
    reason:
      "Every function is called by someone who waits for the answer; nothing would ever be queued",
    expires: YEARLY,
  },
  {
    control: "CKV_AWS_272",
    environments: BOTH,
    reason:
      "Bundles are made from this repository by the up itself; there is no second hand to sign for",
    expires: YEARLY,
  },
  {
    control: "CKV_AWS_173",
    environments: BOTH,
    reason:
      "No variable is secret, as CKV_AWS_45 watches; Lambda encrypts them by a key of its own",
    expires: YEARLY,
  },
  {
    control: "Cognito.1",
    environments: BOTH,
    reason: "It wants the PLUS tier, which is paid for by the user and has no free allowance",
    expires: YEARLY,
  },
  {
    control: "Cognito.3 symbols",
    environments: BOTH,
    reason:
      "Twelve characters are worth more than a symbol, which people put at the end; NIST 800-63B asks for length alone",
    expires: YEARLY,
  },
  {
    control: "Cognito.5",
    environments: BOTH,
    reason:
      "The page has no step that asks for a code: with OPTIONAL, who adds a second factor by the API locks themselves out of it",
    expires: YEARLY,
  },
  {
    control: "Cognito.6",
    environments: DEV,
    reason: "A development pool is disposable",
    expires: YEARLY,
  },
  {
    control: "CKV_AWS_338",
    environments: DEV,
    reason: "Nobody asks for last year's development logs, and each gigabyte is $0.03 a month",
    expires: YEARLY,
  },
  {
    control: "CKV_AWS_158",
    environments: BOTH,
    reason:
      "Lines hold neither names nor addresses nor statements' parameters; CloudWatch encrypts by its own key",
    expires: YEARLY,
  },
  {
    control: "CKV_AWS_319",
    environments: DEV,
    reason: "Alarms are looked at in the console; a mail address is optional",
    expires: YEARLY,
  },
  {
    control: "CKV_AWS_26",
    environments: DEV,
    reason: "Alarms' texts name resources, no people; a key that CloudWatch may use is $1 a month",
    expires: YEARLY,
  },
  {
    control: "WAF.11",
    environments: BOTH,
    reason:
      "A log would hold the address of everybody who comes; figures, and three hours of samples, tell who is refused",
    expires: YEARLY,
  },
  {
    control: "CKV_AWS_297",
    environments: BOTH,
    reason: "The night stop's input is the database's identifier, which is no secret",
    expires: YEARLY,
  },
  {
    control: "CKV_AWS_21",
    environments: BOTH,
    reason:
      "The page's files are made from this repository by any up: an old one is a checkout away",
    expires: YEARLY,
  },
  {
    control: "CKV_AWS_18",
    environments: BOTH,
    reason:
      "CloudFront alone reads the bucket, and the program alone writes it, which CloudTrail knows",
    expires: YEARLY,
  },
  {
    control: "CKV2_AWS_61",
    environments: BOTH,
    reason: "The program deletes a file when no page asks for it any more",
    expires: YEARLY,
  },
  {
    control: "CKV_AWS_145",
    environments: BOTH,
    reason: "The page is public; S3 encrypts it by a key of its own all the same",
    expires: YEARLY,
  },
  {
    control: "CKV_AWS_144",
    environments: BOTH,
    reason: "CloudFront keeps it all over the world, and an up makes it again",
    expires: YEARLY,
  },
  {
    control: "CKV2_AWS_62",
    environments: BOTH,
    reason: "Nobody waits for a new page, and the program that uploads it says so",
    expires: YEARLY,
  },
  {
    control: "CKV_AWS_174",
    environments: BOTH,
    reason:
      "Without domainName the name is CloudFront's own, and so is the choice of TLS, 1.0 among it",
    expires: YEARLY,
  },
  {
    control: "CKV_AWS_68",
    environments: BOTH,
    reason:
      "Web ACLs are $5 a month and more each, which not every page is worth; waf: true makes them",
    expires: YEARLY,
  },
  {
    control: "CKV_AWS_86",
    environments: BOTH,
    reason:
      "Lines with everybody's address in a second bucket would have to be kept and guarded; the API logs its calls without",
    expires: YEARLY,
  },
  {
    control: "CKV_AWS_310",
    environments: BOTH,
    reason:
      "A second origin would serve the page without the API behind it; the stack is of one region",
    expires: YEARLY,
  },
  {
    control: "CKV_AWS_374",
    environments: BOTH,
    reason: "Cruddur is for everybody",
    expires: YEARLY,
  },
];
