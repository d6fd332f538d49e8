import { made, nameFrom, renamed, type ResourceCalls } from "../resource-calls.ts";

/** The user pool and the API, by which people come. */
export const ENTRANCE_CALLS: Readonly<Record<string, ResourceCalls>> = {
  "aws:cognito/userPool:UserPool": {
    service: "cognito-idp",
    cloudFormation: "AWS::Cognito::UserPool",
    named: { PoolName: "UserPoolName" },
    create: {
      CreateUserPool: {
        PoolName: nameFrom(),
        Policies: made(["passwordPolicy"], ({ passwordPolicy: PasswordPolicy }) => ({
          PasswordPolicy,
        })),
        EmailConfiguration: renamed("emailConfiguration", { fromEmailAddress: "From" }),
        Schema: "schemas",
        UserPoolTags: "tags",
      },
    },
    read: ["DescribeUserPool", "GetUserPoolMfaConfig"],
    update: [
      "UpdateUserPool",
      "SetUserPoolMfaConfig",
      "AddCustomAttributes",
      "TagResource",
      "UntagResource",
    ],
    delete: ["DeleteUserPool"],
  },
  "aws:cognito/userPoolClient:UserPoolClient": {
    service: "cognito-idp",
    cloudFormation: "AWS::Cognito::UserPoolClient",
    create: { CreateUserPoolClient: { ClientName: nameFrom() } },
    read: ["DescribeUserPoolClient"],
    update: ["UpdateUserPoolClient"],
    delete: ["DeleteUserPoolClient"],
  },
  "aws:apigatewayv2/api:Api": {
    service: "apigatewayv2",
    cloudFormation: "AWS::ApiGatewayV2::Api",
    create: { CreateApi: { Name: nameFrom() } },
    read: ["GetApi"],
    update: ["UpdateApi", "DeleteCorsConfiguration", "TagResource", "UntagResource"],
    delete: ["DeleteApi"],
  },
  "aws:apigatewayv2/authorizer:Authorizer": {
    service: "apigatewayv2",
    cloudFormation: "AWS::ApiGatewayV2::Authorizer",
    create: {
      CreateAuthorizer: {
        IdentitySource: "identitySources",
        JwtConfiguration: renamed("jwtConfiguration", { audiences: "Audience" }),
      },
    },
    read: ["GetAuthorizer"],
    update: ["UpdateAuthorizer"],
    delete: ["DeleteAuthorizer"],
  },
  "aws:apigatewayv2/integration:Integration": {
    service: "apigatewayv2",
    cloudFormation: "AWS::ApiGatewayV2::Integration",
    create: { CreateIntegration: { TimeoutInMillis: "timeoutMilliseconds" } },
    read: ["GetIntegration"],
    update: ["UpdateIntegration"],
    delete: ["DeleteIntegration"],
  },
  "aws:apigatewayv2/route:Route": {
    service: "apigatewayv2",
    cloudFormation: "AWS::ApiGatewayV2::Route",
    create: { CreateRoute: {} },
    read: ["GetRoute"],
    update: ["UpdateRoute"],
    delete: ["DeleteRoute"],
  },
  "aws:apigatewayv2/stage:Stage": {
    service: "apigatewayv2",
    cloudFormation: "AWS::ApiGatewayV2::Stage",
    create: { CreateStage: { StageName: nameFrom() } },
    read: ["GetStage"],
    update: ["UpdateStage", "TagResource", "UntagResource"],
    delete: ["DeleteStage"],
  },
};
