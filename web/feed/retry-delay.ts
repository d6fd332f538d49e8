const FIRST = 1_000;
const LONGEST = 30_000;

/**
 * How long to wait before trying again, in milliseconds: 1 s, 2 s, 4 s … 30 s, or longer if the server asks for it.
 * @param failures how many tries have failed in a row, from 1
 * @param retryAfter the Retry-After header in seconds, if there was one; heeded up to 30 s
 */
export function retryDelay(failures: number, retryAfter?: number): number {
  const backOff = FIRST * 2 ** Math.min(failures - 1, 10);
  return Math.min(LONGEST, Math.max(backOff, (retryAfter ?? 0) * 1_000));
}
