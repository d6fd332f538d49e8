import assert from "node:assert/strict";
import { retryDelay } from "../../../web/feed/retry-delay.ts";

describe("retryDelay", () => {
  it("doubles from one second up to half a minute", () => {
    const delays = [1, 2, 3, 5, 6, 1_000].map((failures) => retryDelay(failures));
    assert.deepEqual(delays, [1_000, 2_000, 4_000, 16_000, 30_000, 30_000]);
  });

  it("heeds Retry-After within the same limit", () => {
    assert.equal(retryDelay(1, 5), 5_000);
    assert.equal(retryDelay(4, 1), 8_000);
    assert.equal(retryDelay(1, 86_400), 30_000);
  });
});
