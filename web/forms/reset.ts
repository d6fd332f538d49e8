import { button, el } from "../dom.ts";
import type { Problem } from "../errors.ts";
import { passwordProblem } from "../account/password-problem.ts";
import { codeSent } from "./code-sent.ts";
import { codeField, codeIn, newPasswordField } from "./fields.ts";
import { resendButton } from "./resend-button.ts";
import { codeProblems, stepForm } from "./step-form.ts";
import { signIn, type StepContext } from "./step.ts";

export function resetForm(context: StepContext): HTMLFormElement {
  const { cognito, typed } = context;
  const code = codeField();
  const password = newPasswordField("New password");
  // Tells a password manager whose password this is.
  const username = el("input", {
    type: "text",
    autocomplete: "username",
    value: typed.email,
    hidden: true,
    readonly: true,
  });

  function check(): Problem[] {
    const weak = passwordProblem(password.input.value);
    const problems = codeProblems(codeIn(code));
    return weak ? [...problems, { field: "password", sentence: weak }] : problems;
  }

  return stepForm({
    testId: "reset-form",
    title: "Choose a new password",
    intro: [...codeSent(typed.email, context.mailbox), username],
    fields: [code, password],
    submit: "Set new password",
    submitting: "Setting…",
    check,
    async send() {
      await cognito.ConfirmForgotPassword(typed.email, codeIn(code), password.input.value);
      typed.password = password.input.value;
      const notice = "Your new password is set.";
      await signIn(context).catch(() => context.go({ name: "sign-in", notice }));
    },
    foot: [
      el(
        "p",
        { class: "step-foot" },
        resendButton(() => cognito.ForgotPassword(typed.email), true),
        button("Back to sign in", () => context.go({ name: "sign-in" }), { class: "link" }),
      ),
    ],
  });
}
