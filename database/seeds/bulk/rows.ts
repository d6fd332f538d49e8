import { TTL_INTERVALS, type Ttl } from "#lib/domain/ttl";
import { CopyRows, type Uuid } from "./copy.ts";
import type { Random } from "./random.ts";
import { FIRST, LAST, REPLY_TEMPLATES, SENTENCE_TEMPLATES, type Template } from "./words.ts";

/** The columns of `userRows`, in its order. */
export const USER_COLUMNS = "uuid, display_name, handle, email, cognito_user_id, created_at";
/** The columns of `activityRows`, in its order. */
export const ACTIVITY_COLUMNS =
  "uuid, user_uuid, message, replies_count, reposts_count, likes_count, reply_to_activity_uuid, expires_at, created_at";

/** Addresses of made-up people; nobody can receive mail there (RFC 2606). */
export const EMAIL_DOMAIN = "bulk.cruddur.example";

/** The oldest crud: as long ago as the longest lifetime. */
export const OLDEST_DAYS = 30;

const DAY_MS = 86_400_000;
/** Ages fall off by e every four days, so a tenth of all cruds is of the last ten hours. */
const DECAY_DAYS = 4;
const MEMBERSHIP_DAYS = 370;

/** Bytes to send, and how many rows were made so far. */
export interface Chunk {
  readonly bytes: Buffer;
  readonly rows: number;
}

export interface UsersPlan {
  readonly count: number;
  /** The number of the first one; it is part of handle and address, which makes both unique. */
  readonly first: number;
  /** In ms since 1970, whole: the moment that ages are counted back from. */
  readonly now: number;
}

const UNDERSCORE = Buffer.from("_");
const DOT = Buffer.from(".");
const SPACE = Buffer.from(" ");
const AT_DOMAIN = Buffer.from(`@${EMAIL_DOMAIN}`);
const MOCK = Buffer.from("MOCK");

/** Made-up users, the oldest first. All joined before the oldest crud was written. */
export function* userRows(random: Random, { count, first, now }: UsersPlan): Generator<Chunk> {
  const out = new CopyRows();
  const text = (...pieces: readonly (Uint8Array | number)[]) => {
    out.beginText();
    for (const it of pieces) {
      if (typeof it === "number") out.digits(it);
      else out.piece(it);
    }
    out.endText();
  };
  for (let index = 0; index < count; index += 1) {
    const given = FIRST[random.below(FIRST.length)]!;
    const family = LAST[random.below(LAST.length)]!;
    const number = first + index;
    const passed = (count - index - random.fraction()) / count;
    const created = Math.floor(now - (OLDEST_DAYS + 1 + passed * MEMBERSHIP_DAYS) * DAY_MS);
    out.begin(6);
    out.uuid(uuidAt(created, random));
    text(given.written, SPACE, family.written);
    text(given.plainBytes, UNDERSCORE, family.plainBytes, UNDERSCORE, number);
    text(given.plainBytes, DOT, family.plainBytes, DOT, number, AT_DOMAIN);
    text(MOCK);
    out.timestamp(created);
    const bytes = out.full();
    if (bytes) yield { bytes, rows: out.rows };
  }
  yield { bytes: out.end(), rows: out.rows };
}

export interface ActivitiesPlan {
  readonly count: number;
  /** Who writes: the first ones most. At least one. */
  readonly authors: readonly Uuid[];
  /** In ms since 1970, whole: the moment that ages are counted back from. */
  readonly now: number;
}

/**
 * Made-up cruds, the oldest first: keys and times rise together, which is what makes the table's indexes cheap to fill.
 * They become more frequent towards `now`. Every reply that is counted is there.
 */
export function* activityRows(
  random: Random,
  { count, authors, now }: ActivitiesPlan,
): Generator<Chunk> {
  const out = new CopyRows();
  const age = ageBySlot(count);
  /** A crud's key for each reply that it is still to get. */
  const awaited: Uuid[] = [];
  for (let index = 0; index < count; index += 1) {
    const created = Math.floor(now - age(index + random.fraction()));
    const uuid = uuidAt(created, random);
    const left = count - index - 1;
    const isReply = awaited.length > left || (awaited.length > 0 && random.below(5) === 0);
    const parent = isReply ? takeOne(awaited, random) : undefined;
    const replies = isReply ? 0 : Math.min(repliesFor(random), left - awaited.length);
    for (let reply = 0; reply < replies; reply += 1) awaited.push(uuid);
    const likes = likesFor(random);
    out.begin(9);
    out.uuid(uuid);
    out.uuid(authors[authorIndex(random, authors.length)]!);
    writeMessage(out, isReply ? REPLY_TEMPLATES : SENTENCE_TEMPLATES, random);
    out.integer(replies);
    out.integer(likes >> 3);
    out.integer(likes);
    if (parent) out.uuid(parent);
    else out.null();
    out.timestamp(created + LIFETIMES_MS[random.below(LIFETIMES_MS.length)]!);
    out.timestamp(created);
    const bytes = out.full();
    if (bytes) yield { bytes, rows: out.rows };
  }
  yield { bytes: out.end(), rows: out.rows };
}

/** Age in ms at a place in the row, 0 the oldest: the inverse of an exponential distribution that is cut at 30 days. */
function ageBySlot(count: number): (slot: number) => number {
  const whole = 1 - Math.exp(-OLDEST_DAYS / DECAY_DAYS);
  return (slot) => -Math.log(1 - whole * (1 - slot / count)) * DECAY_DAYS * DAY_MS;
}

/** Removes a random one: the last takes its place. */
function takeOne(list: Uuid[], random: Random): Uuid {
  const index = random.below(list.length);
  const taken = list[index]!;
  list[index] = list[list.length - 1]!;
  list.pop();
  return taken;
}

/** One crud in fifteen is answered, by one to four: slower than they are written, so that few wait. */
const repliesFor = (random: Random) => (random.below(15) === 0 ? 1 + random.below(4) : 0);

/** Mostly few, now and then up to 511. */
const likesFor = (random: Random) => random.below(2 ** random.below(10));

/** The square makes the first tenth write a third of all. */
function authorIndex(random: Random, count: number): number {
  const fraction = random.fraction();
  return Math.floor(fraction * fraction * count);
}

function writeMessage(out: CopyRows, templates: readonly Template[], random: Random): void {
  out.beginText();
  for (const choices of templates[random.below(templates.length)]!) {
    out.piece(choices.length === 1 ? choices[0]! : choices[random.below(choices.length)]!);
  }
  out.endText();
}

/** How many of 32 cruds live how long. */
const TTL_SHARES: Readonly<Record<Ttl, number>> = {
  "30-days": 10,
  "7-days": 9,
  "3-days": 4,
  "1-day": 4,
  "12-hours": 2,
  "3-hours": 2,
  "1-hour": 1,
};

const LIFETIMES_MS = Object.entries(TTL_SHARES).flatMap(([ttl, share]) =>
  Array.from({ length: share }, () => intervalMs(TTL_INTERVALS[ttl as Ttl])),
);

function intervalMs(interval: string): number {
  const [number, unit] = interval.split(" ");
  return Number(number) * (unit!.startsWith("day") ? DAY_MS : 3_600_000);
}

/** A version 7 UUID (RFC 9562) of a moment. */
function uuidAt(ms: number, random: Random): Uuid {
  return [
    Math.floor(ms / 65_536),
    (ms % 65_536) * 65_536 + (0x7000 | (random.bits() & 0x0fff)),
    (0x80000000 | (random.bits() >>> 2)) >>> 0,
    random.bits(),
  ];
}
