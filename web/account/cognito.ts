import { ServiceError, triggerCode } from "../errors.ts";

/** Tokens as InitiateAuth returns them. */
export interface AuthenticationResult {
  AccessToken: string;
  IdToken: string;
  /** Absent after a refresh, unless the client rotates its refresh tokens. */
  RefreshToken?: string;
  /** Seconds. */
  ExpiresIn: number;
}

export interface SignUpInput {
  name: string;
  handle: string;
  email: string;
  password: string;
}

/** The actions this page uses, under Cognito's own names. Every one throws ServiceError. */
export interface Cognito {
  SignUp(input: SignUpInput): Promise<{ UserConfirmed: boolean }>;
  ConfirmSignUp(email: string, code: string): Promise<void>;
  ResendConfirmationCode(email: string): Promise<void>;
  InitiateAuth(email: string, password: string): Promise<AuthenticationResult>;
  RefreshTokens(refreshToken: string): Promise<AuthenticationResult>;
  ForgotPassword(email: string): Promise<void>;
  ConfirmForgotPassword(email: string, code: string, password: string): Promise<void>;
  GlobalSignOut(accessToken: string): Promise<void>;
  RevokeToken(refreshToken: string): Promise<void>;
}

type Json = Record<string, unknown>;

/** Cognito's error answer as a ServiceError; a trigger's own short code takes the place of its wrapper. */
export function cognitoErrorFrom(body: Json, status: number): ServiceError {
  const type = typeof body["__type"] === "string" ? body["__type"] : `HTTP ${status}`;
  // Real answers may carry a namespace: "com.amazonaws.cognito#LimitExceededException".
  const code = type.slice(type.lastIndexOf("#") + 1);
  const message = String(body["message"] ?? body["Message"] ?? code);
  const trigger = code === "UserLambdaValidationException" ? triggerCode(message) : null;
  return new ServiceError(trigger ?? code, message);
}

/** A client for one user pool client. @param endpoint path or URL that takes the POSTs */
export function cognitoClient(
  endpoint: string,
  ClientId: string,
  fetchFrom: typeof fetch = (...request) => fetch(...request),
): Cognito {
  async function call(action: string, body: Json): Promise<Json> {
    let response: Response;
    let answer: Json;
    try {
      response = await fetchFrom(endpoint, {
        method: "POST",
        headers: {
          "content-type": "application/x-amz-json-1.1",
          "x-amz-target": `AWSCognitoIdentityProviderService.${action}`,
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(20_000),
      });
      const text = await response.text();
      answer = text ? (JSON.parse(text) as Json) : {};
    } catch (cause) {
      throw new ServiceError("network", `${action} got no answer`, { cause });
    }
    if (!response.ok) throw cognitoErrorFrom(answer, response.status);
    return answer;
  }

  async function initiate(AuthFlow: string, AuthParameters: Json): Promise<AuthenticationResult> {
    const answer = await call("InitiateAuth", { ClientId, AuthFlow, AuthParameters });
    const result = answer["AuthenticationResult"];
    // A challenge (MFA, a new password) instead of tokens; this pool asks for none.
    if (!result) throw new ServiceError(String(answer["ChallengeName"]), "An unknown challenge");
    return result as AuthenticationResult;
  }

  return {
    async SignUp({ name, handle, email, password }) {
      const UserAttributes = [
        { Name: "email", Value: email },
        { Name: "name", Value: name },
        { Name: "preferred_username", Value: handle },
      ];
      const body = { ClientId, Username: email, Password: password, UserAttributes };
      return { UserConfirmed: (await call("SignUp", body))["UserConfirmed"] === true };
    },
    async ConfirmSignUp(email, code) {
      await call("ConfirmSignUp", { ClientId, Username: email, ConfirmationCode: code });
    },
    async ResendConfirmationCode(email) {
      await call("ResendConfirmationCode", { ClientId, Username: email });
    },
    InitiateAuth: (email, password) =>
      initiate("USER_PASSWORD_AUTH", { USERNAME: email, PASSWORD: password }),
    RefreshTokens: (refreshToken) =>
      initiate("REFRESH_TOKEN_AUTH", { REFRESH_TOKEN: refreshToken }),
    async ForgotPassword(email) {
      await call("ForgotPassword", { ClientId, Username: email });
    },
    async ConfirmForgotPassword(email, code, password) {
      const body = { ClientId, Username: email, ConfirmationCode: code, Password: password };
      await call("ConfirmForgotPassword", body);
    },
    async GlobalSignOut(accessToken) {
      await call("GlobalSignOut", { AccessToken: accessToken });
    },
    async RevokeToken(refreshToken) {
      await call("RevokeToken", { ClientId, Token: refreshToken });
    },
  };
}
