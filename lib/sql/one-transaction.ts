import { statementsOf, wordsOf } from "./split.ts";

/**
 * Statements that say themselves where a transaction ends, that PostgreSQL runs outside of one only, and commands of
 * psql's that leave the session. A procedure may do the former.
 */
const ALONE = new RegExp(
  String.raw`^(${[
    String.raw`begin|start\s+transaction|commit|end|abort|prepare\s+transaction|call`,
    String.raw`rollback(?!\s+(work\s+|transaction\s+)?to\b)`,
    String.raw`vacuum|discard\s+all|alter\s+system|checkpoint|cluster\s*;?$`,
    String.raw`(create|drop)\s+(database|tablespace|subscription)`,
    String.raw`alter\s+database\s+\S+\s+set\s+tablespace|alter\s+subscription`,
    String.raw`alter\s+type\s+[^;]*\sadd\s+value`,
    String.raw`reindex\s+(\([^)]*\)\s*)?(schema|database|system)`,
    String.raw`(create|drop|reindex|alter\s+table)\s[^;]*\sconcurrently`,
    String.raw`\\(c|connect|q|quit)`,
  ].join("|")})(?![\w$])`,
  "i",
);

/**
 * Why the statements of a text cannot be one transaction: the beginning of the first that stands in the way. Undefined
 * when they can.
 */
export function notOneTransaction(text: string): string | undefined {
  for (const statement of statementsOf(text)) {
    const found = ALONE.exec(wordsOf(text, statement));
    if (found) return found[1]!.replaceAll(/\s+/g, " ").slice(0, 40).toUpperCase();
  }
  return undefined;
}
