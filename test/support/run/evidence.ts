import { mkdir } from "node:fs/promises";
import path from "node:path";
import { fromRoot } from "#lib/root";

/** Where it is kept, a folder a failed test; git ignores it. */
const EVIDENCE = fromRoot(".test-results");

/** Puts into a folder what tells how things were. */
type Witness = (folder: string) => Promise<void>;

const witnesses = new Set<Witness>();

/** Has a witness asked after each test that fails. @returns ends that */
export function keepOnFailure(witness: Witness): () => void {
  witnesses.add(witness);
  return () => witnesses.delete(witness);
}

/** Mocha's `afterEach`: keeps what the witnesses have, when the test failed. */
export async function keepEvidence(this: Mocha.Context): Promise<void> {
  const test = this.currentTest;
  if (test?.state !== "failed" || witnesses.size === 0) return;
  const folder = path.join(
    EVIDENCE,
    test
      .fullTitle()
      .replaceAll(/[^\w-]+/g, "-")
      .slice(0, 120),
  );
  await mkdir(folder, { recursive: true });
  // One that is gone already has nothing to tell, and the failure itself is what counts.
  await Promise.allSettled([...witnesses].map((witness) => witness(folder)));
}
