import { json, made, nameFrom, tagList, type ResourceCalls } from "../resource-calls.ts";

/** Functions, the roles they run as, and what calls them by the clock. */
export const FUNCTION_CALLS: Readonly<Record<string, ResourceCalls>> = {
  "aws:lambda/function:Function": {
    service: "lambda",
    cloudFormation: "AWS::Lambda::Function",
    create: {
      CreateFunction: {
        FunctionName: nameFrom(),
        Code: made(["code"], () => ({ ZipFile: "" })),
      },
      PutFunctionConcurrency: { FunctionName: "name" },
    },
    read: ["GetFunction", "GetFunctionCodeSigningConfig", "ListVersionsByFunction"],
    update: [
      "UpdateFunctionCode",
      "UpdateFunctionConfiguration",
      "PutFunctionConcurrency",
      "DeleteFunctionConcurrency",
      "TagResource",
      "UntagResource",
    ],
    delete: ["DeleteFunction"],
  },
  "aws:lambda/permission:Permission": {
    service: "lambda",
    cloudFormation: "AWS::Lambda::Permission",
    create: {
      AddPermission: { FunctionName: "function", StatementId: nameFrom("statementId") },
    },
    read: ["GetPolicy"],
    update: [],
    delete: ["RemovePermission"],
  },
  "aws:lambda/invocation:Invocation": {
    service: "lambda",
    create: { Invoke: { Payload: "input" } },
    read: [],
    update: ["Invoke"],
    delete: [],
    apart: ["lifecycleScope", "triggers"],
  },
  "aws:iam/role:Role": {
    service: "iam",
    cloudFormation: "AWS::IAM::Role",
    create: {
      CreateRole: {
        RoleName: nameFrom(),
        AssumeRolePolicyDocument: json("assumeRolePolicy"),
        Tags: tagList(),
      },
    },
    read: ["GetRole", "ListAttachedRolePolicies", "ListRolePolicies", "GetRolePolicy"],
    update: [
      "UpdateRole",
      "UpdateAssumeRolePolicy",
      "UpdateRoleDescription",
      "PutRolePermissionsBoundary",
      "DeleteRolePermissionsBoundary",
      "TagRole",
      "UntagRole",
    ],
    delete: ["ListInstanceProfilesForRole", "DeleteRole"],
  },
  "aws:iam/rolePolicy:RolePolicy": {
    service: "iam",
    cloudFormation: "AWS::IAM::RolePolicy",
    create: {
      PutRolePolicy: {
        RoleName: "role",
        PolicyName: nameFrom(),
        PolicyDocument: json("policy"),
      },
    },
    read: ["GetRolePolicy"],
    update: ["PutRolePolicy"],
    delete: ["DeleteRolePolicy"],
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    service: "iam",
    create: { AttachRolePolicy: { RoleName: "role" } },
    read: ["ListAttachedRolePolicies"],
    update: [],
    delete: ["DetachRolePolicy"],
  },
  "aws:scheduler/schedule:Schedule": {
    service: "scheduler",
    cloudFormation: "AWS::Scheduler::Schedule",
    create: { CreateSchedule: { Name: nameFrom() } },
    read: ["GetSchedule"],
    update: ["UpdateSchedule"],
    delete: ["DeleteSchedule"],
  },
};
