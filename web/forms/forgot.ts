import { button, el } from "../dom.ts";
import { emailField } from "./fields.ts";
import { emailProblems, stepForm } from "./step-form.ts";
import type { StepContext } from "./step.ts";

export function forgotForm(context: StepContext): HTMLFormElement {
  const email = emailField("username", context.typed.email);
  const typed = (): string => email.input.value.trim();

  return stepForm({
    testId: "forgot-form",
    title: "Forgot your password?",
    intro: [
      el(
        "p",
        { class: "step-intro" },
        "We send a code to your email; with it you choose a new one.",
      ),
    ],
    fields: [email],
    submit: "Send code",
    submitting: "Sending…",
    check: () => emailProblems(typed()),
    async send() {
      await context.cognito.ForgotPassword(typed());
      context.typed.email = typed();
      context.go({ name: "reset" });
    },
    foot: [
      el(
        "p",
        { class: "step-foot" },
        button("Back to sign in", () => context.go({ name: "sign-in" }), { class: "link" }),
      ),
    ],
  });
}
