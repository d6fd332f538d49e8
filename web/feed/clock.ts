/** The server's time, as well as it can be known from its `Date` headers. */
export interface Clock {
  /** Milliseconds since 1970, by the server's clock. */
  now(): number;
  /** Learns from a response. Times are milliseconds by the local clock; a missing header teaches nothing. */
  observe(date: string | null, sentAt: number, receivedAt: number): void;
}

/** Date headers carry whole seconds and take a while to arrive, so a smaller difference is noise. */
const NOISE = 2_000;

/** A clock that starts as the local one. @param localNow @default Date.now */
export function serverClock(localNow: () => number = Date.now): Clock {
  let offset = 0;
  return {
    now: () => localNow() + offset,
    observe(date, sentAt, receivedAt) {
      const header = Date.parse(date ?? "");
      if (Number.isNaN(header)) return;
      // The header is cut to the second; on average half a second has been lost.
      const difference = header + 500 - (sentAt + receivedAt) / 2;
      offset = Math.abs(difference) < NOISE ? 0 : difference;
    },
  };
}
