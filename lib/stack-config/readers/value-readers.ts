import { regionsExtract } from "../../aws-data/regions.ts";
import { blockText, parseBlock } from "../../network/block.ts";
import { instanceClasses, instanceClassOf, nearestClass } from "../instance-class.ts";
import { nearestSpelling } from "../../spelling.ts";
import { text, type Reader } from "./readers.ts";

export const region = text(
  "an AWS region, us-east-1",
  // AWS opens new ones, but none whose direction is none.
  (name) => /^[a-z]{2,4}(-[a-z]+)?-(central|north|south|(north|south)?(east|west))-\d$/.test(name),
  (value) => {
    const found = String(value).trim().toLowerCase();
    // us-east-1a is an availability zone.
    const regions = Object.keys(regionsExtract().regions);
    return regions.find((name) => found.startsWith(name)) ?? nearestSpelling(found, regions);
  },
);

export const accountId = text(
  "an account's 12 digits in quotes",
  (id) => /^\d{12}$/.test(id),
  (value) => {
    // 1234-5678-9012, as the console shows it; a number has lost its zeros on the left.
    const digits = String(value).replace(/[\s-]/g, "");
    return /^\d{9,12}$/.test(digits) && (digits.length === 12 || typeof value === "number")
      ? digits.padStart(12, "0")
      : undefined;
  },
);

export const engineVersion = text(
  "PostgreSQL's major version alone, 18, whose uuidv7() the schema calls",
  (version) => version === "18",
  (value) => /^18/.exec(String(value))?.[0],
);

export const instanceClass = text(
  "a class for PostgreSQL, db.t4g.micro (for aurora: db.serverless)",
  (name) => name === "db.serverless" || instanceClassOf(name) !== undefined,
  (value) => nearestClass(`db.${String(value).replace(/^db\./, "")}`, instanceClasses()),
);

export const stopAt = text(
  "a time of 24 hours in quotes, 20:00, or never",
  (time) => time === "never" || /^([01]\d|2[0-3]):[0-5]\d$/.test(time),
  (value) => {
    const found = String(value).trim().toLowerCase();
    if (/^(false|no|off|none)$/.test(found)) return "never";
    // 20:00 without quotes is 1200 to YAML 1.1.
    if (typeof value === "number" && value >= 60 && value < 1440) {
      return `${clock(Math.floor(value / 60))}:${clock(value % 60)}`;
    }
    const [, hour = "", minute = "00", half] =
      /^(\d{1,2})(?::(\d\d))?\s*([ap]m)?$/.exec(found) ?? [];
    const hours = half === "pm" ? (Number(hour) % 12) + 12 : Number(hour);
    return hour !== "" && hours < 24 ? `${clock(hours)}:${minute}` : undefined;
  },
);

export const timezone = text(
  "a time zone's IANA name, Europe/Berlin",
  (name) => name === "UTC" || (name.includes("/") && isTimezone(name) && !isOtherCase(name)),
  (value) => nearestSpelling(String(value), ["UTC", ...Intl.supportedValuesOf("timeZone")]),
);

export const origin = text(
  "an origin without a path, https://cruddur.example",
  (address) => URL.canParse(address) && new URL(address).origin === address,
  (value) => (URL.canParse(String(value)) ? new URL(String(value)).origin : undefined),
);

const LABELS =
  /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;

export const domainName = text(
  "a domain's name in small letters, cruddur.example",
  (name) => LABELS.test(name),
  (value) =>
    inDns(
      String(value)
        .trim()
        .replace(/^(\w+:\/\/)?(\*\.)?/, "")
        .replace(/\.?([:/].*)?$/, ""),
    ),
);

/** Letters beyond ASCII have a form of their own in the DNS, which a URL's host is in. */
function inDns(name: string): string | undefined {
  const host = URL.canParse(`http://${name}`) ? new URL(`http://${name}`).hostname : "";
  return LABELS.test(host) ? host : undefined;
}

export const emailAddress = text("one email address", (address) =>
  /^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/.test(address),
);

/** The user pool's mail goes out under it: a domain that DNS can have, and a part before it that needs no quotes. */
export const senderAddress = text(
  "one email address of a domain of yours, no-reply@cruddur.example",
  (address) => {
    const [local = "", domain = "", ...more] = address.split("@");
    return more.length === 0 && /^[\w.+-]{1,64}$/.test(local) && LABELS.test(domain);
  },
  (value) => {
    // Cruddur <no-reply@cruddur.example>
    const [, local, domain = ""] =
      /^(?:[^@<>]*<)?([\w.+-]{1,64})@([^\s@<>,;:/?#\\]+?)\.?>?$/.exec(String(value).trim()) ?? [];
    const host = inDns(domain);
    return local !== undefined && host !== undefined ? `${local}@${host}` : undefined;
  },
);

const VAULT_ARN = /^arn:aws[a-z-]*:backup:[a-z0-9-]+:\d{12}:backup-vault:[a-zA-Z0-9_-]{2,50}$/;

export const backupPlace = text(
  "a region, eu-west-1, or the ARN of a backup vault, whose name has 2 to 50 letters",
  (place) => region.read(place) !== undefined || VAULT_ARN.test(place),
  // Of an ARN with a fault nobody knows which part is meant otherwise.
  (value) => (/^\s*arn:/i.test(String(value)) ? undefined : region.meant?.(value)),
);

export const cidr = text(
  "an IPv4 block from /16 to /20, 10.42.0.0/16",
  (block) => blockOf(block) === block,
  (value) => blockOf(String(value).trim()),
);

/** The block of /16 to /20 with that address, and nearest in size: 10.42.7.5/24 is 10.42.0.0/20. Undefined for what is none. */
function blockOf(text: string): string | undefined {
  const { bits } = parseBlock(text) ?? {};
  if (bits === undefined) return undefined;
  const fitting = parseBlock(text.replace(/\d+$/, String(Math.min(20, Math.max(16, bits)))));
  return blockText(fitting!);
}

export const vpcId = text("a VPC's id, vpc-0123456789abcdef0", (id) =>
  /^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id),
);

export const policyArn = text(
  "the ARN of an IAM policy, as npm run bootstrap makes one and prints the line at its end",
  (arn) => /^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/[\w+=,.@/-]+$/.test(arn),
);

/** CloudWatch takes these and no others. */
const RETENTION_DAYS = [
  ...[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557],
  ...[2922, 3288, 3653],
];

export const retention: Reader<number> = {
  wanted: `one of CloudWatch's numbers of days: ${RETENTION_DAYS.join(", ")}`,
  read: (value) =>
    ["string", "number"].includes(typeof value)
      ? RETENTION_DAYS.find((days) => String(days) === String(value))
      : undefined,
  // More rather than less: lines that are gone are not had back.
  meant: (value) => {
    const days = Number.parseInt(String(value), 10);
    return RETENTION_DAYS.find((allowed) => allowed >= days)?.toString();
  },
};

/** Intl does not mind about `europe/berlin`; AWS's Scheduler need not be so kind. */
const isOtherCase = (name: string) =>
  Intl.supportedValuesOf("timeZone").some(
    (zone) => zone !== name && zone.toLowerCase() === name.toLowerCase(),
  );

const clock = (value: number) => String(value).padStart(2, "0");

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false; // RangeError: there is no such zone
  }
}
