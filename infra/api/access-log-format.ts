/** The fields of a line of the access log. Nobody's address, browser or account: nothing that points at a person. */
const FIELDS = {
  requestId: "$context.requestId",
  time: "$context.requestTime",
  route: "$context.routeKey",
  status: "$context.status",
  responseLength: "$context.responseLength",
  responseLatency: "$context.responseLatency",
  integrationStatus: "$context.integrationStatus",
  integrationLatency: "$context.integrationLatency",
  integrationError: "$context.integrationErrorMessage",
  authorizerError: "$context.authorizer.error",
};

/** One JSON object a line, in API Gateway's notation. */
export const ACCESS_LOG_FORMAT = JSON.stringify(FIELDS);
