import assert from "node:assert/strict";
import type { Resolver } from "node:dns/promises";
import { missingRecords } from "../../../infra/domain/missing-records.ts";

/** A DNS that has these names; it rejects all others, as one does that cannot be asked. */
const dnsOf = (names: Readonly<Record<string, string>>) => {
  const answer = async (name: string, isWanted: (value: string) => boolean) => {
    const found = [names[name] ?? ""].filter(isWanted);
    if (found.length === 0 || found[0] === "") throw new Error(`queryA ENOTFOUND ${name}`);
    return found;
  };
  const isAddress = (value: string) => /^[\d.]+$/.test(value);
  return {
    resolveCname: (name: string) => answer(name, (value) => !isAddress(value)),
    resolve4: (name: string) => answer(name, isAddress),
  } as unknown as Resolver;
};

const PROOF = { name: "_a.cruddur.example", type: "CNAME", value: "_b.Acm.aws." } as const;
const PAGE = { name: "cruddur.example", type: "ALIAS", value: "d1.cloudfront.net" } as const;

describe("missingRecords", () => {
  it("are those that the DNS does not have, or has otherwise", async () => {
    const all = [PROOF, PAGE];
    assert.deepEqual(await missingRecords(all, dnsOf({})), all);
    assert.deepEqual(await missingRecords(all, dnsOf({ [PROOF.name]: "_b.acm.aws" })), [PAGE]);
    assert.deepEqual(await missingRecords(all, dnsOf({ [PROOF.name]: "_c.acm.aws" })), all);
  });

  it("knows an alias by its target, or by its target's addresses; another's site is none", async () => {
    const of = (names: Record<string, string>) => missingRecords([PAGE], dnsOf(names));
    assert.deepEqual(await of({ [PAGE.name]: PAGE.value }), []);
    const target = { [PAGE.value]: "192.0.2.7" };
    assert.deepEqual(await of({ ...target, [PAGE.name]: "192.0.2.7" }), []);
    assert.deepEqual(await of({ ...target, [PAGE.name]: "192.0.2.8" }), [PAGE]);
    assert.deepEqual(await of({ [PAGE.name]: "192.0.2.8" }), [PAGE]);
  });
});
