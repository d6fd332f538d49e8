import assert from "node:assert/strict";
import { promptFor, psqlPrompt } from "#shell/prompt";

const local = { name: "local", isLocal: true, isProduction: false };
const production = { name: "prod", isLocal: false, isProduction: true };
const calm = { transaction: "none", unfinished: "", colour: true } as const;

describe("promptFor", () => {
  it("shows target, database, what is unfinished, and the transaction", () => {
    assert.equal(promptFor(local, "cruddur", calm), "local cruddur=> ");
    assert.equal(
      promptFor(local, "cruddur", { ...calm, unfinished: "'", transaction: "open" }),
      "local cruddur'*> ",
    );
    assert.equal(
      promptFor(local, "cruddur", { ...calm, transaction: "failed" }),
      "local cruddur=!> ",
    );
  });

  it("is red off this machine, and says so in words where there are no colours", () => {
    assert.equal(
      promptFor(production, "cruddur", calm),
      "\x1b[1;31mprod PRODUCTION cruddur\x1b[0m=> ",
    );
    assert.equal(
      promptFor(production, "cruddur", { ...calm, colour: false }),
      "prod PRODUCTION cruddur=> ",
    );
  });
});

describe("psqlPrompt", () => {
  it("is psql's own notation for the same", () => {
    assert.equal(psqlPrompt(local, true), "local %/%R%x%# ");
    assert.equal(
      psqlPrompt(production, true),
      "%[%033[1;31m%]prod PRODUCTION %/%[%033[0m%]%R%x%# ",
    );
    assert.equal(psqlPrompt(production, false), "prod PRODUCTION %/%R%x%# ");
  });
});
