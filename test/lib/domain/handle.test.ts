import assert from "node:assert/strict";
import fc from "fast-check";
import { handleCandidates, normalisedHandle } from "#lib/domain/handle";

const HANDLE = /^[a-z0-9_]{3,30}$/;
const handle = fc.stringMatching(/^[a-z0-9_]{3,30}$/);

describe("normalisedHandle", () => {
  it("gives a handle or nothing, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (text) => {
        const found = normalisedHandle(text);
        assert.ok(found === undefined || HANDLE.test(found), `${text} became ${found}`);
      }),
    );
  });

  it("changes nothing when it is asked again", () => {
    fc.assert(
      fc.property(fc.oneof(handle, fc.string({ unit: "binary", maxLength: 40 })), (text) => {
        const once = normalisedHandle(text);
        if (once !== undefined) assert.equal(normalisedHandle(once), once);
      }),
    );
  });

  it("takes another case, surrounding space and full-width letters for the same handle", () => {
    const spelt = (text: string) =>
      fc
        .tuple(
          fc.constantFrom("", " ", "\t", "\u3000", "\u00a0"),
          fc.array(fc.integer({ min: 0, max: 2 }), {
            minLength: text.length,
            maxLength: text.length,
          }),
        )
        .map(([space, kinds]) => {
          const letters = Array.from(text, (letter, index) => {
            if (kinds[index] === 1) return letter.toUpperCase();
            if (kinds[index] === 2) return String.fromCharCode(letter.charCodeAt(0) + 0xfee0);
            return letter;
          });
          return `${space}${letters.join("")}${space}`;
        });
    fc.assert(
      fc.property(
        handle.chain((text) => fc.tuple(fc.constant(text), spelt(text))),
        ([text, other]) => assert.equal(normalisedHandle(other), text),
      ),
    );
  });

  for (const [what, text] of [
    ["two characters", "ab"],
    ["31 characters", "a".repeat(31)],
    ["a hyphen", "ada-lovelace"],
    ["a space within", "ada lovelace"],
    ["a letter with an accent", "zoé"],
    ["a look-alike of another alphabet", "аda"],
    ["a dotted capital I, which lower case makes two characters", "İstanbul"],
    ["a line end", "ada\nb"],
    ["NUL", "ada\0"],
    ["nothing", ""],
  ] as const) {
    it(`refuses ${what}`, () => assert.equal(normalisedHandle(text), undefined));
  }
});

describe("handleCandidates", () => {
  it("gives valid handles, all different, the wanted one first", () => {
    const ids = fc.oneof(
      fc.uuid(),
      fc.stringMatching(/^[a-f0-9]{32}$/),
      fc.constant("aaaaaaaa-aaaa-aaaa"),
    );
    fc.assert(
      fc.property(handle, ids, (wanted, id) => {
        const candidates = handleCandidates(wanted, id);
        assert.equal(candidates[0], wanted);
        for (const candidate of candidates) assert.match(candidate, HANDLE);
        assert.equal(new Set(candidates).size, candidates.length);
        assert.ok(candidates.length >= 2);
      }),
      { examples: [["aaaaaaaaaaaaaaaaaaaaa_aaaaaaaa", "aaaaaaaa-aaaa-aaaa"]] },
    );
  });

  it("gives two users who want the same handle different second choices", () => {
    const [, ada] = handleCandidates("ada", "11112222-0000-4000-8000-000000000000");
    const [, other] = handleCandidates("ada", "33334444-0000-4000-8000-000000000000");
    assert.deepEqual([ada, other], ["ada_1111", "ada_3333"]);
  });
});
