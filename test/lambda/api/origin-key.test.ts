import assert from "node:assert/strict";
import { ORIGIN_KEY_HEADER } from "#lib/domain/origin-key";
import { createApp } from "../../../lambda/api/app.ts";

const KEY = "5cc3b908-e619-4b99-88e5-2cf7f45965bd";

/** The status of a path that no route has: what got so far was let by. */
async function statusOf(originKey: string | undefined, sent?: string): Promise<number> {
  const app = createApp({
    database: { query: () => Promise.reject(new Error("not asked")) },
    verify: async () => undefined,
    target: "prod",
    originKey,
    onError() {},
  });
  const headers: Record<string, string> = sent === undefined ? {} : { [ORIGIN_KEY_HEADER]: sent };
  return (await app.request("/api/nothing", { headers })).status;
}

describe("an API behind a distribution", () => {
  it("answers whoever brings the key, and 403 to all others, with nothing of the key", async () => {
    assert.equal(await statusOf(KEY, KEY), 404);
    for (const sent of [undefined, "", KEY.slice(0, -1), `${KEY}0`, KEY.toUpperCase()]) {
      assert.equal(await statusOf(KEY, sent), 403, String(sent));
    }
  });

  it("answers everybody where there is no key", async () => {
    assert.equal(await statusOf(undefined), 404);
    assert.equal(await statusOf(undefined, "whatever"), 404);
  });
});
