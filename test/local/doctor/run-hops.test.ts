import assert from "node:assert/strict";
import { UserError } from "#lib/errors";
import { absent, broken, ok, warning, type Finding, type Hop } from "#local/doctor/hop";
import { HOPS } from "#local/doctor/hops";
import { runHops, type HopReport } from "#local/doctor/run-hops";
import { doctorContext } from "./doctor-context.ts";

const hop = (id: string, find: () => Finding | Promise<Finding>, needs?: string[]): Hop => ({
  id,
  title: `The ${id}`,
  ...(needs ? { needs } : {}),
  run: async () => find(),
});

async function run(hops: readonly Hop[], timeoutMs = 1_000): Promise<HopReport[]> {
  return runHops(hops, await doctorContext(), { timeoutMs });
}

const verdicts = (reports: readonly HopReport[]) =>
  reports.map(({ id, verdict }) => `${id} ${verdict}`);

describe("runHops", () => {
  it("tells what each hop found, in the order of the list", async () => {
    const told: string[] = [];
    const slow = () => new Promise<Finding>((resolve) => setTimeout(resolve, 50, ok("fine")));
    const reports = await runHops(
      [hop("a", slow), hop("b", () => warning("strange", "type this"))],
      await doctorContext(),
      { onReport: ({ id }) => told.push(id) },
    );
    assert.deepEqual(reports, [
      { id: "a", title: "The a", verdict: "ok", found: "fine" },
      { id: "b", title: "The b", verdict: "warning", found: "strange", fix: "type this" },
    ]);
    assert.deepEqual(told, ["a", "b"]);
  });

  it("does not check what needs a hop that is broken, and names the hop at fault all the way", async () => {
    const never = () => assert.fail("it was run");
    const reports = await run([
      hop("a", () => broken("gone", "x")),
      hop("b", never, ["a"]),
      hop("c", never, ["b"]),
      hop("d", () => ok("fine")),
    ]);
    assert.deepEqual(verdicts(reports), ["a broken", "b skipped", "c skipped", "d ok"]);
    assert.equal(reports[1]!.found, "not checked: needs The a");
    assert.equal(reports[2]!.found, "not checked: needs The a");
  });

  it("does not check what needs something that is not there yet, and does check after a warning", async () => {
    const reports = await run([
      hop("a", () => absent("not made yet", "make it")),
      hop("b", () => ok("fine"), ["a"]),
      hop("c", () => warning("strange", "x")),
      hop("d", () => ok("fine"), ["c"]),
    ]);
    assert.deepEqual(verdicts(reports), ["a ok", "b skipped", "c warning", "d ok"]);
  });

  it("gives up on a hop that does not end, and on what needs it", async () => {
    const hangs = () => new Promise<Finding>(() => {});
    const reports = await run([hop("a", hangs), hop("b", () => ok("fine"), ["a"])], 20);
    assert.deepEqual(verdicts(reports), ["a warning", "b skipped"]);
    assert.match(reports[0]!.found, /not known within 0.02 s/);
  });

  it("takes a UserError for a finding, with its hint as what to type, and any other error for one without", async () => {
    const reports = await run([
      hop("a", () => {
        throw new UserError("It is gone.", "Type this");
      }),
      hop("b", () => {
        throw new Error("oh");
      }),
    ]);
    assert.deepEqual(reports, [
      { id: "a", title: "The a", verdict: "broken", found: "It is gone", fix: "Type this" },
      { id: "b", title: "The b", verdict: "broken", found: "oh" },
    ]);
  });

  it("refuses a list in which a hop comes before what it needs, or twice", async () => {
    const fine = () => ok("fine");
    await assert.rejects(run([hop("b", fine, ["a"]), hop("a", fine)]), /b needs a/);
    await assert.rejects(run([hop("a", fine), hop("a", fine)]), /Two hops are called a/);
  });

  it("finds nothing broken where nothing is made yet", async () => {
    const reports = await runHops(HOPS, await doctorContext(), { timeoutMs: 15_000 });
    const faults = reports.filter(({ verdict }) => verdict === "broken" || verdict === "warning");
    assert.deepEqual(faults, []);
    assert.equal(reports.length, HOPS.length);
    assert.equal(reports.find(({ id }) => id === "roles")?.verdict, "skipped");
  });
});
