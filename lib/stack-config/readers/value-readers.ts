import { regionsExtract } from "../../aws-data/regions.ts";
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
