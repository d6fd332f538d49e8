/** Waits until `probe` is true. It fails only when something is wrong for good, so that a slow machine passes. */
export async function until(
  what: string | (() => string),
  probe: () => Promise<boolean> | boolean,
): Promise<void> {
  const deadline = Date.now() + 150_000;
  while (!(await probe())) {
    if (Date.now() > deadline) {
      throw new Error(`waited in vain: ${typeof what === "string" ? what : what()}`);
    }
    await new Promise((next) => setTimeout(next, 25));
  }
}
