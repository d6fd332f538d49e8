import { checkPoolOf, type Action, type Actions } from "../pool.ts";

/** Actions on the pool and its groups; cognito-local does these as Cognito does. */
export const poolActions: Actions = {
  CreateGroup: ofThisPool,
  DeleteGroup: ofThisPool,
  DescribeUserPool: ofThisPool,
  DescribeUserPoolClient: ofThisPool,
  GetGroup: ofThisPool,
  ListGroups: ofThisPool,
  ListUserPoolClients: ofThisPool,
  ListUserPools: (pool, call) => pool.upstream(call, call.request),
  ListUsersInGroup: ofThisPool,
  UpdateGroup: ofThisPool,
};

function ofThisPool(...[pool, call]: Parameters<Action>): Promise<object> {
  checkPoolOf(pool, call);
  return pool.upstream(call, call.request);
}
