import assert from "node:assert/strict";
import { nextLink } from "../../../web/feed/link-header.ts";

describe("nextLink", () => {
  it("finds the next page", () => {
    const header = '</api/activities/home?limit=20&after=a,b;c>; rel="next"';
    assert.equal(nextLink(header), "/api/activities/home?limit=20&after=a,b;c");
  });

  it("finds it among other links", () => {
    assert.equal(nextLink('</a>; rel="prev", </b>; title="x"; rel="next", </c>; rel=last'), "/b");
  });

  it("is null when there is none", () => {
    for (const header of [null, "", '</a>; rel="prev"', "nonsense"]) {
      assert.equal(nextLink(header), null);
    }
  });
});
