import type { LocalCognito } from "./cognito/cognito.ts";
import { callCognito, CognitoRefusal, type CognitoTransport } from "./cognito/client.ts";
import type { Mailbox } from "./mailbox.ts";

/** The account that a new local copy comes with; the password is public, the pool is on this machine only. */
export const DEMO = {
  email: "demo@cruddur.example",
  password: "Cruddur-demo-1",
  name: "Demo Person",
  handle: "demo",
} as const;

/**
 * Signs the demo account up when the pool lacks it, the way a person does, so that its row is written by the
 * trigger; otherwise sets its password again. Says whether it is new.
 */
export async function ensureDemoAccount(cognito: LocalCognito, mailbox: Mailbox): Promise<boolean> {
  const transport: CognitoTransport = (target, body) =>
    cognito.handle({ target, body, trusted: true });
  const { userPoolId: UserPoolId, clientId: ClientId } = cognito;
  try {
    // Whoever tried the password reset with it must not make the printed password wrong.
    const { email: Username, password: Password } = DEMO;
    await callCognito(transport, "AdminSetUserPassword", {
      UserPoolId,
      Username,
      Password,
      Permanent: true,
    });
    return false;
  } catch (error) {
    if (!(error instanceof CognitoRefusal && error.type === "UserNotFoundException")) throw error;
  }
  await callCognito(transport, "SignUp", {
    ClientId,
    Username: DEMO.email,
    Password: DEMO.password,
    UserAttributes: [
      { Name: "email", Value: DEMO.email },
      { Name: "name", Value: DEMO.name },
      { Name: "preferred_username", Value: DEMO.handle },
    ],
  });
  const [mail] = mailbox.list(DEMO.email);
  await callCognito(transport, "ConfirmSignUp", {
    ClientId,
    Username: DEMO.email,
    ConfirmationCode: mail!.code,
  });
  return true;
}
