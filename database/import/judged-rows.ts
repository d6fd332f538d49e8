import { DISPLAY_NAME_MAX } from "#lib/domain/display-name";
import { EMAIL_MAX } from "#lib/domain/email";
import { MESSAGE_MAX } from "#lib/domain/message";
import { identifier } from "#lib/sql/quote";
import { conversions, extraColumns, extraValue, type Column, type Shape } from "./shape.ts";

/** Most characters that users.handle takes; fewer may sign up with (`lib/domain/handle.ts`). */
const HANDLE_MOST = 50;

/** Selects from the source, for servers from PostgreSQL 12 on. */
export interface JudgedRows {
  /** Our columns, those of `extra`, `original` (the whole row as jsonb) and `faults` (text[], empty where it can be taken). */
  readonly users: string;
  readonly activities: string;
  /** Of `activities` those that can be taken, and a reply only where what it replies to is taken too. */
  readonly taken: string;
}

/** A column's test and what is said of a row that fails it. */
type Fault = readonly [failed: string, says: string];

const isNoTime = (column: string) =>
  `${column} < timestamptz '0001-01-01 00:00:00+00' or ${column} >= timestamptz '10000-01-01 00:00:00+00'`;

const COUNTS = ["replies_count", "reposts_count", "likes_count"];
const REPLY = "reply_to_activity_uuid";

const USER_FAULTS: readonly Fault[] = [
  ["uuid is null", "no uuid"],
  [
    `display_name is null or char_length(display_name) not between 1 and ${DISPLAY_NAME_MAX}`,
    `no display name, or one of more than ${DISPLAY_NAME_MAX} characters`,
  ],
  [
    `handle is null or char_length(handle) not between 1 and ${HANDLE_MOST} or handle ~ '[[:space:][:cntrl:]]'`,
    `no handle, or one with white space or more than ${HANDLE_MOST} characters`,
  ],
  [`email is null and cognito_user_id <> 'MOCK'`, "a Cognito id, but no email"],
  [
    `email !~ '^[^[:space:]@]+@[^[:space:]@]+$' or char_length(email) > ${EMAIL_MAX}`,
    "an email that is none",
  ],
  [`created_at is null or ${isNoTime("created_at")}`, "no created_at, or one that is no date"],
];

const USER_KEYS: readonly Fault[] = [
  ["uuid", "the uuid of another row"],
  ["handle", "the handle of another row"],
  ["lower(email)", "the email of another row"],
  ["nullif(cognito_user_id, 'MOCK')", "the Cognito id of another row"],
];

const ACTIVITY_FAULTS: readonly Fault[] = [
  ["uuid is null", "no uuid"],
  ["author is null", "a user who is not there, or cannot be taken"],
  [
    `message is null or char_length(message) not between 1 and ${MESSAGE_MAX}`,
    `no message, or one of more than ${MESSAGE_MAX} characters`,
  ],
  [
    COUNTS.map((column) => `${column} not between 0 and 2147483647`).join(" or "),
    "a count below 0 or out of range",
  ],
  [`created_at is null or ${isNoTime("created_at")}`, "no created_at, or one that is no date"],
  [isNoTime("expires_at"), "an expires_at that is no date"],
];

/**
 * Who can be taken is decided in the source's own snapshot, so that nothing is made before it is known. The first of two
 * rows with the same key is taken, by created_at.
 */
export function judgedRows(shape: Shape, zone: string): JudgedRows {
  const user = conversions("users", shape.users, zone);
  const activity = conversions("activities", shape.activities, zone);
  const users = unique(
    judged(
      select(
        "users",
        {
          ...user,
          handle: `lower(btrim(${user["handle"]}))`,
          email: `nullif(btrim(${user["email"]}), '')`,
          cognito_user_id: `coalesce(nullif(btrim(${user["cognito_user_id"]}), ''), 'MOCK')`,
        },
        extraColumns("users", shape.users),
        zone,
      ),
      USER_FAULTS,
    ),
    USER_KEYS,
  );
  const converted = select(
    "activities",
    {
      ...activity,
      ...Object.fromEntries(COUNTS.map((name) => [name, `coalesce(${activity[name]}, 0)`])),
      // For ever is null in ours.
      expires_at: `nullif(${activity["expires_at"]}, 'infinity')`,
      was_reply: shape.activities.some(({ name }) => name === REPLY)
        ? `s.${REPLY} is not null`
        : "false",
    },
    extraColumns("activities", shape.activities),
    zone,
  );
  const authors = `select uuid as author from (${users}) as u where faults = '{}'`;
  const activities = unique(
    judged(
      `select * from (${converted}) as a left join (${authors}) as authors on author = user_uuid`,
      ACTIVITY_FAULTS,
    ),
    [["uuid", "the uuid of another row"]],
  );
  // The bootcamp's integer can refer to none, and looking would cost as much again.
  if (activity[REPLY] === "null::uuid") {
    return {
      users,
      activities,
      taken: `select *, null::uuid as reply_to from (${activities}) as a where faults = '{}'`,
    };
  }
  return {
    users,
    activities,
    taken: `select a.*, replied.uuid as reply_to
      from (${activities}) as a
      left join (select uuid from (${activities}) as b where faults = '{}') as replied
        on replied.uuid = a.reply_to_activity_uuid
      where a.faults = '{}'`,
  };
}

function select(
  table: string,
  ours: Record<string, string>,
  extra: readonly Column[],
  zone: string,
): string {
  const columns = [
    ...Object.entries(ours).map(([name, sql]) => `${sql} as ${name}`),
    ...extra.map((column) => `${extraValue(column, zone)} as ${identifier(column.name)}`),
  ];
  return `select ${columns.join(", ")}, to_jsonb(s) as original from public.${table} as s`;
}

const judged = (rows: string, faults: readonly Fault[]): string =>
  `select *, array_remove(array[${faults
    .map(([failed, says]) => `case when ${failed} then '${says}' end`)
    .join(", ")}]::text[], null) as own_faults from (${rows}) as converted`;

/** Only among rows without other faults: a row that is not taken takes no key away. */
const unique = (rows: string, keys: readonly Fault[]): string =>
  `select *, own_faults || array_remove(array[${keys
    .map(
      ([key, says]) =>
        `case when ${key} is not null and own_faults = '{}' and
           row_number() over (partition by ${key}, own_faults = '{}' order by created_at, uuid) > 1 then '${says}' end`,
    )
    .join(", ")}]::text[], null) as faults from (${rows}) as judged`;
