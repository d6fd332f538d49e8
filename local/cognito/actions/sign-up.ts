import { checkedAttributes, checkedEmail, checkedPassword } from "../checks.ts";
import { usernameExists } from "../errors.ts";
import { deliveryTo } from "../mail.ts";
import { clientOf, findUser, type Actions, type Call, type Pool } from "../pool.ts";
import { attributesIn, passwordIn, textIn } from "../request.ts";

export const signUpActions: Actions = { SignUp: signUp };

async function signUp(pool: Pool, call: Call): Promise<object> {
  await clientOf(pool, call);
  const email = checkedEmail(textIn(call.request, "Username"));
  const password = checkedPassword(passwordIn(call.request, "Password"));
  const attributes = checkedAttributes(attributesIn(call.request, "UserAttributes"), email);
  const hash = await pool.hashPassword(password);
  // Two at once would both find the address free: cognito-local looks, asks PreSignUp, and only then writes.
  return await pool.locks.run(`email ${email.toLowerCase()}`, async () => {
    if (await findUser(pool, call, email)) throw usernameExists();
    const response = await pool.upstream(call, {
      ...call.request,
      Username: email,
      Password: hash,
      UserAttributes: attributes,
    });
    call.sub = (response as { UserSub: string }).UserSub;
    const confirmed = call.context.decisions?.autoConfirmed === true;
    return { ...response, CodeDeliveryDetails: confirmed ? undefined : deliveryTo(email) };
  });
}
