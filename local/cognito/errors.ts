/** A refusal by Cognito. `code` is the exception's name, `message` Cognito's own text, `status` HTTP's. */
export class CognitoFault extends Error {
  override readonly name = "CognitoFault";
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** Named as AWS names what is asked without credentials; nobody can have any here, but be in the right place. */
export const noCredentials = (action: string): CognitoFault =>
  new CognitoFault(
    "MissingAuthenticationTokenException",
    `${action} wants AWS credentials. The local Cognito does it for programs on its own machine only: call it there, by 127.0.0.1.`,
    403,
  );

export const invalidParameter = (message: string): CognitoFault =>
  new CognitoFault("InvalidParameterException", message);

export const notAuthorized = (message: string): CognitoFault =>
  new CognitoFault("NotAuthorizedException", message);

export const usernameExists = (): CognitoFault =>
  new CognitoFault("UsernameExistsException", "An account with the given email already exists.");

export const userNotFound = (): CognitoFault =>
  new CognitoFault("UserNotFoundException", "User does not exist.");

export const codeMismatch = (): CognitoFault =>
  new CognitoFault(
    "CodeMismatchException",
    "Invalid verification code provided, please try again.",
  );

export const expiredCode = (): CognitoFault =>
  new CognitoFault("ExpiredCodeException", "Invalid code provided, please request a code again.");

export const limitExceeded = (): CognitoFault =>
  new CognitoFault("LimitExceededException", "Attempt limit exceeded, please try after some time.");

/** The text is the same for a wrong password and for nobody by that name, as `preventUserExistenceErrors` asks. */
export const wrongCredentials = (): CognitoFault =>
  notAuthorized("Incorrect username or password.");
