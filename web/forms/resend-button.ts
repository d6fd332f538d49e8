import { button, setText } from "../dom.ts";
import { problemsFor } from "../errors.ts";
import { say } from "../status.ts";

/** Seconds between two codes; Cognito limits them too, but less kindly. */
const COOL_DOWN = 30;

/**
 * "Send a new code", which then counts down before it can be used again.
 * @param coolDown whether a code has just been sent
 */
export function resendButton(send: () => Promise<void>, coolDown: boolean): HTMLButtonElement {
  let left = 0;
  const element = button("Send a new code", () => void resend(), { class: "link" });

  function wait(): void {
    left = COOL_DOWN;
    tick();
  }

  function tick(): void {
    const waiting = left > 0;
    // aria-disabled and not disabled, so that the focus is not lost.
    element.setAttribute("aria-disabled", String(waiting));
    setText(element, waiting ? `Send a new code (in ${left} s)` : "Send a new code");
    if (!waiting) return;
    left--;
    setTimeout(tick, 1_000);
  }

  async function resend(): Promise<void> {
    if (left > 0) return;
    wait();
    try {
      await send();
      say("A new code is on its way.");
    } catch (error) {
      left = 0;
      say(problemsFor(error)[0]?.sentence ?? "");
    }
  }

  if (coolDown) wait();
  return element;
}
