import { invalidParameter } from "../errors.ts";
import type { User } from "../internals.ts";
import { checkPoolOf, type Actions, type Call, type Pool } from "../pool.ts";
import { optionalTextIn } from "../request.ts";
import { shownUser } from "./admin-create-user.ts";

/** ListUsers in pages, which cognito-local does not do; a filter is read by cognito-local. */
export const listUsersActions: Actions = { ListUsers: listUsers };

const largestPage = 60;

async function listUsers(pool: Pool, call: Call): Promise<object> {
  checkPoolOf(pool, call);
  const size = pageSize(call.request["Limit"]);
  const after = placeIn(optionalTextIn(call.request, "PaginationToken"));
  const filter = optionalTextIn(call.request, "Filter");
  const users = (await pool.users.listUsers(call.context, filter))
    .map((user) => ({ user, place: placeOf(user) }))
    .sort((one, other) => (one.place < other.place ? -1 : 1))
    .filter(({ place }) => place > after);
  const page = users.slice(0, size);
  const last = page.at(-1);
  const wanted = call.request["AttributesToGet"];
  return {
    Users: page.map(({ user }) => shownUser(Array.isArray(wanted) ? trimmed(user, wanted) : user)),
    ...(last && users.length > size && { PaginationToken: tokenFor(last.place) }),
  };
}

function pageSize(limit: unknown): number {
  if (limit === undefined || limit === null || limit === 0) return largestPage;
  if (Number.isInteger(limit) && Number(limit) >= 0 && Number(limit) <= largestPage) {
    return Number(limit);
  }
  throw invalidParameter(
    "1 validation error detected: Value at 'limit' failed to satisfy constraint: " +
      `Member must have value less than or equal to ${largestPage}`,
  );
}

/** A user's place in the list. It stays when others come or go, so no page repeats or leaves out anybody. */
const placeOf = (user: User): string => `${user.UserCreateDate.toISOString()} ${user.Username}`;

const tokenFor = (place: string): string => Buffer.from(place).toString("base64url");

function placeIn(token: string | undefined): string {
  if (token === undefined) return "";
  const place = Buffer.from(token, "base64url").toString();
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z \S+$/.test(place)) return place;
  throw invalidParameter("Invalid pagination token");
}

const trimmed = (user: User, wanted: unknown[]): User => ({
  ...user,
  Attributes: user.Attributes.filter(({ Name }) => wanted.includes(Name)),
});
