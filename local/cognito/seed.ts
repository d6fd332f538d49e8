import { passwordPolicy } from "#lib/domain/password";
import { requiredAttributes, tokenValidity, writableAttributes } from "#lib/domain/user-pool";

/** Fixed, so that a reset changes no configuration; shaped as AWS's, or aws-jwt-verify refuses the pool. */
export const userPoolId = "us-east-1_Cruddur01";
export const clientId = "cruddurlocalclient00000001";

interface SchemaAttribute {
  readonly Name: string;
  readonly Required: boolean;
}

/** The pool as cognito-local stores it. */
export function poolOptions(defaults: Readonly<Record<string, unknown>>, created: Date): object {
  const schema = defaults["SchemaAttributes"] as readonly SchemaAttribute[];
  return {
    ...defaults,
    Id: userPoolId,
    Name: "cruddur-local",
    UsernameAttributes: ["email"],
    UsernameConfiguration: { CaseSensitive: false },
    AutoVerifiedAttributes: ["email"],
    UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email"] },
    MfaConfiguration: "OFF",
    Policies: {
      PasswordPolicy: {
        MinimumLength: passwordPolicy.minimumLength,
        RequireLowercase: passwordPolicy.requireLowercase,
        RequireUppercase: passwordPolicy.requireUppercase,
        RequireNumbers: passwordPolicy.requireNumbers,
        RequireSymbols: passwordPolicy.requireSymbols,
        TemporaryPasswordValidityDays: passwordPolicy.temporaryPasswordValidityDays,
      },
    },
    SchemaAttributes: schema.map((attribute) => ({
      ...attribute,
      Required: attribute.Required || requiredAttributes.includes(attribute.Name),
    })),
    CreationDate: created,
    LastModifiedDate: created,
  };
}

/** The page's client as cognito-local stores it. */
export function clientOptions(created: Date): object {
  return {
    ClientId: clientId,
    UserPoolId: userPoolId,
    ClientName: "cruddur-page",
    AccessTokenValidity: tokenValidity.accessMinutes,
    IdTokenValidity: tokenValidity.idMinutes,
    RefreshTokenValidity: tokenValidity.refreshDays,
    TokenValidityUnits: { AccessToken: "minutes", IdToken: "minutes", RefreshToken: "days" },
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    PreventUserExistenceErrors: "ENABLED",
    EnableTokenRevocation: true,
    WriteAttributes: writableAttributes,
    CreationDate: created,
    LastModifiedDate: created,
  };
}
