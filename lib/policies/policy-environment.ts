import { stackValues } from "../stack-config/stack-values.ts";
import type { PolicyEnvironment } from "./finding.ts";

/** How strictly a stack is judged, by its configuration: as production, unless it says that it is less. */
export function policyEnvironment(config: Readonly<Record<string, unknown>>): PolicyEnvironment {
  const { environment } = stackValues(config);
  return environment === "dev" || environment === "local" ? "dev" : "prod";
}
