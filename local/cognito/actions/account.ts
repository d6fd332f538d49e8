import { attributeFaults, immutableAttributes, requiredAttributes } from "#lib/domain/user-pool";
import { attributesOf, recordFrom } from "../attributes.ts";
import { checkedEmail, checkSchema, checkWritable } from "../checks.ts";
import { CognitoFault, invalidParameter } from "../errors.ts";
import type { Delivery, User } from "../internals.ts";
import { deliveryTo } from "../mail.ts";
import { findUser, signedInUser, type Actions, type Call, type Pool } from "../pool.ts";
import { attributesIn, textIn } from "../request.ts";

/** Actions of somebody signed in on their own account. cognito-local reads the access token without checking it. */
export const accountActions: Actions = {
  GetUser: ownAccount(),
  DeleteUser: ownAccount(),
  UpdateUserAttributes: ownAccount(checkUpdate, withMaskedList),
  DeleteUserAttributes: ownAccount(checkRemoval),
  GetUserAttributeVerificationCode: ownAccount(checkAttributeName, withDelivery),
  VerifyUserAttribute: ownAccount(checkVerification),
};

type Check = (pool: Pool, call: Call, user: User) => Promise<void> | void;
type Finish = (response: object, user: User) => object;

function ownAccount(check?: Check, finish?: Finish) {
  return async (pool: Pool, call: Call): Promise<object> => {
    const user = await signedInUser(pool, call);
    await check?.(pool, call, user);
    const response = await pool.upstream(call, call.request);
    return finish?.(response, user) ?? response;
  };
}

function checkUpdate(_pool: Pool, call: Call, user: User): void {
  const given = recordFrom(attributesIn(call.request, "UserAttributes"));
  const present = attributesOf(user);
  const changed = immutableAttributes.find(
    (name) => name in given && given[name] !== present[name],
  );
  if (changed) {
    throw invalidParameter(
      `user.${changed}: Attribute cannot be updated. (changing an immutable attribute)`,
    );
  }
  checkSchema(attributeFaults({ ...present, ...given }));
  checkWritable(Object.keys(given));
}

function checkRemoval(_pool: Pool, call: Call): void {
  const names = call.request["UserAttributeNames"];
  if (!Array.isArray(names)) throw invalidParameter("UserAttributeNames must be a list.");
  const required = requiredAttributes.find((name) => names.includes(name));
  if (required) throw invalidParameter(`Cannot delete required attribute ${required}`);
  checkWritable(names.map(String));
}

function checkAttributeName(_pool: Pool, call: Call): void {
  if (textIn(call.request, "AttributeName") === "email") return;
  throw invalidParameter("Invalid attribute name. Only email can be verified.");
}

async function checkVerification(pool: Pool, call: Call, user: User): Promise<void> {
  checkAttributeName(pool, call);
  const code = textIn(call.request, "Code");
  pool.codes.check(user, "AttributeVerificationCode", code, pool.clock.get().getTime());
  // Somebody may have signed up with the address since it was asked for.
  await checkEmailFree(pool, call, pendingEmail(user), user);
}

/** @throws AliasExistsException when another user has the address, InvalidParameterException when it is none */
export async function checkEmailFree(
  pool: Pool,
  call: Call,
  email: string | undefined,
  user: User,
): Promise<void> {
  if (email === undefined) return;
  const holder = await findUser(pool, { ...call }, checkedEmail(email));
  if (!holder || holder.Username === user.Username) return;
  throw new CognitoFault("AliasExistsException", "An account with the given email already exists.");
}

const pendingEmail = (user: User): string | undefined =>
  recordFrom(user.UnverifiedAttributeChanges ?? [])["email"];

function withMaskedList(response: object): object {
  const { CodeDeliveryDetailsList = [] } = response as { CodeDeliveryDetailsList?: Delivery[] };
  return {
    CodeDeliveryDetailsList: CodeDeliveryDetailsList.map(({ Destination }) =>
      deliveryTo(Destination),
    ),
  };
}

function withDelivery(_response: object, user: User): object {
  const email = pendingEmail(user) ?? attributesOf(user)["email"] ?? "";
  return { CodeDeliveryDetails: deliveryTo(email) };
}
