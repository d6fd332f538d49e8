/** Events as Cognito sends them (docs.aws.amazon.com, "Customizing user pool workflows with Lambda triggers"). */
export interface Person {
  readonly sub: string;
  readonly email: string;
  readonly name: string;
  readonly handle: string;
}

export const ADA: Person = {
  sub: "11112222-aaaa-4bbb-8ccc-000000000001",
  email: "ada.private@example.com",
  name: "Ada Lovelace-Private",
  handle: "ada_private",
};

export const MALLORY: Person = {
  sub: "33334444-aaaa-4bbb-8ccc-000000000002",
  email: "mallory.private@example.com",
  name: "Mallory Private",
  handle: "mallory_private",
};

const common = (person: Person) => ({
  version: "1",
  region: "us-east-1",
  userPoolId: "us-east-1_Ab3dEf9Gh",
  userName: person.sub,
  callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: "4h57q8l1exampleclient" },
});

/** PreSignUp comes before there is a user, so it has no sub. */
export const preSignUp = (person: Person, attributes: Readonly<Record<string, string>> = {}) => ({
  ...common(person),
  triggerSource: "PreSignUp_SignUp",
  request: {
    userAttributes: {
      email: person.email,
      name: person.name,
      preferred_username: person.handle,
      ...attributes,
    } as Record<string, string>,
    validationData: null,
  },
  response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
});

const confirmedAttributes = (person: Person): Record<string, string> => ({
  sub: person.sub,
  "cognito:user_status": "CONFIRMED",
  email: person.email,
  email_verified: "true",
  name: person.name,
  preferred_username: person.handle,
});

export const postConfirmation = (
  person: Person,
  triggerSource = "PostConfirmation_ConfirmSignUp",
) => ({
  ...common(person),
  triggerSource,
  request: { userAttributes: confirmedAttributes(person) },
  response: {},
});

export const postAuthentication = (person: Person) => ({
  ...common(person),
  triggerSource: "PostAuthentication_Authentication",
  request: { userAttributes: confirmedAttributes(person), newDeviceUsed: false },
  response: {},
});
