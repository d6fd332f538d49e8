import { button, el } from "../dom.ts";
import { problemsFor, ServiceError } from "../errors.ts";
import { say } from "../status.ts";
import { codeSent } from "./code-sent.ts";
import { codeField, codeIn } from "./fields.ts";
import { resendButton } from "./resend-button.ts";
import { codeProblems, stepForm } from "./step-form.ts";
import { signIn, type StepContext } from "./step.ts";

/** @param coolDown whether a code has just been sent */
export function confirmForm(context: StepContext, coolDown: boolean): HTMLFormElement {
  const { cognito, typed } = context;
  const code = codeField();

  async function signInOrAsk(): Promise<void> {
    const ask = (): void => context.go({ name: "sign-in", notice: "Your email is confirmed." });
    if (!typed.password) return ask();
    // The account is confirmed, so from here on a failure belongs to signing in.
    await signIn(context).catch((error: unknown) => {
      ask();
      say(problemsFor(error)[0]?.sentence ?? "");
    });
  }

  return stepForm({
    testId: "confirm-form",
    title: "Confirm your email",
    intro: codeSent(typed.email, context.mailbox),
    fields: [code],
    submit: "Confirm",
    submitting: "Confirming…",
    check: () => codeProblems(codeIn(code)),
    async send() {
      await cognito.ConfirmSignUp(typed.email, codeIn(code)).catch((error: unknown) => {
        if (!isConfirmedAlready(error)) throw error;
      });
      await signInOrAsk();
    },
    foot: [
      el(
        "p",
        { class: "step-foot" },
        resendButton(() => cognito.ResendConfirmationCode(typed.email), coolDown),
        button("Use another email", () => context.go({ name: "sign-up" }), { class: "link" }),
      ),
    ],
  });
}

function isConfirmedAlready(error: unknown): boolean {
  return error instanceof ServiceError && /current status is confirmed/i.test(error.message);
}
