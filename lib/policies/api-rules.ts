import { CannotTell, shown } from "./inputs.ts";
import { givenRule, type ResourceRule } from "./rule.ts";
import { TYPES } from "./resource-types.ts";
import { isUnknown } from "./unknown-value.ts";

/** Routes that anybody may call without signing in: they read what is public, or the health, and change nothing. */
const PUBLIC_ROUTE = /^(GET|HEAD|OPTIONS) /;

/** The HTTP API: who may call it, from which pages, and what is written down. */
export const API_RULES: readonly ResourceRule[] = [
  {
    name: "api-signed-in",
    controls: ["APIGateway.8", "CKV_AWS_309"],
    summary: "A route that can change something wants a token",
    types: [TYPES.apiRoute],
    *faults(inputs) {
      const key = inputs.text("routeKey") ?? "$default";
      const kind = inputs.text("authorizationType");
      if (["JWT", "AWS_IAM", "CUSTOM"].includes(kind ?? "") || PUBLIC_ROUTE.test(key)) return;
      yield {
        found: `route ${key} has authorizationType ${shown(kind)}`,
        wanted: "JWT, or a method that only reads",
        change: 'Set authorizationType: "JWT" and authorizerId.',
      };
    },
  },
  givenRule({
    name: "api-access-log",
    controls: ["APIGateway.9", "CKV_AWS_76"],
    summary: "Each call of the API is written down",
    types: [TYPES.stage],
    property: "accessLogSettings.destinationArn",
    wanted: "a log group",
    change: "Set accessLogSettings.",
  }),
  {
    name: "api-origins",
    controls: ["CKV2_AWS_75"],
    summary: "Only pages of named origins call the API",
    types: [TYPES.api],
    *faults(inputs) {
      const origins = inputs.list("corsConfiguration.allowOrigins");
      const any = origins.find(
        (origin) => typeof origin === "string" && /^(\*|https?:\/\/\*)$/.test(origin),
      );
      if (any === undefined) {
        if (origins.some(isUnknown)) throw new CannotTell("corsConfiguration.allowOrigins");
        return;
      }
      yield {
        found: `corsConfiguration.allowOrigins has ${shown(any)}`,
        wanted: "the pages' own origins",
        change: "Name them (allowedOrigins in the stack's configuration).",
      };
    },
  },
  {
    name: "api-throttled",
    controls: ["CRUDDUR.THROTTLE"],
    summary: "Calls of the API are limited",
    types: [TYPES.stage],
    *faults(inputs) {
      const rate = inputs.number("defaultRouteSettings.throttlingRateLimit") ?? 0;
      const burst = inputs.number("defaultRouteSettings.throttlingBurstLimit") ?? 0;
      if (rate > 0 && burst > 0) return;
      yield {
        found: `defaultRouteSettings allows ${rate} a second and ${burst} at once (0: no limit)`,
        wanted: "a limit, so that one caller cannot use up the functions",
        change: "Set defaultRouteSettings.throttlingRateLimit and throttlingBurstLimit.",
      };
    },
  },
];
