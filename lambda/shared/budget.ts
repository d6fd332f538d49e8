/** Milliseconds for one invocation's steps. Cognito gives a trigger 5 s, and an answer must still travel. */
export const CONNECT_MS = 2_000;
export const STATEMENT_MS = 1_500;
const RESERVE_MS = 300;

/** The part of Lambda's context that a budget needs. */
export interface Clocked {
  getRemainingTimeInMillis(): number;
}

/** Thrown when the time that is left cannot hold another step. Its fault is "unavailable". */
class OutOfTimeError extends Error {
  override readonly name = "OutOfTimeError";
  readonly code = "57014";
}

/**
 * Runs a step, or gives up when it would outlive the invocation: an answer that says "try later" is worth more
 * than a time-out, which Cognito retries with the first attempt perhaps still at work.
 */
export async function withinBudget<T>(context: Clocked, step: () => Promise<T>): Promise<T> {
  const left = context.getRemainingTimeInMillis() - RESERVE_MS;
  if (left <= 0) throw new OutOfTimeError("no time is left for the database");
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new OutOfTimeError("the database took too long")), left);
  });
  try {
    return await Promise.race([step(), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
