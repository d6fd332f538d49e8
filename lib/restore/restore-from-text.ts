import type { RestoreFrom } from "../stack-config/stack-config.ts";

/** `restoreFrom` as it stands in the stack's file: a snapshot's name or ARN, or `INSTANCE@TIME`. */
export const restoreFromText = (from: RestoreFrom): string =>
  "snapshot" in from ? from.snapshot : `${from.instance}@${from.at}`;
