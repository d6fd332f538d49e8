import type { Key, Values } from "../values.ts";

/** A combination that is refused, though each value alone is legal. */
export interface Rule {
  /** The refused combination, a phrase: "a public database in prod". */
  readonly refuses: string;
  /** A sentence without a full stop. */
  readonly because: string;
  /** The keys it looks at. */
  readonly keys: readonly [Key, ...Key[]];
  isBroken(values: Values, given: Given): boolean;
  /** What was found, to stand before a colon: "db.t4g.micro in ca-west-1". @default the keys say it */
  found?(values: Values): string;
  /** The changes that mend it. */
  mend(values: Values, given: Given): readonly Mend[];
}

/** Key and value as typed, or no value where the key is to be taken away. */
export type Mend = readonly [key: Key, value?: string];

/** Whether the stack's file sets a key. */
export type Given = (key: Key) => boolean;
