import { button, el } from "../dom.ts";
import { ServiceError, type Problem } from "../errors.ts";
import { currentPasswordField, emailField } from "./fields.ts";
import { emailProblems, stepForm } from "./step-form.ts";
import { signIn, type StepContext } from "./step.ts";

/** @param notice a sentence on why one has to sign in now */
export function signInForm(context: StepContext, notice?: string): HTMLFormElement {
  const email = emailField("username", context.typed.email);
  const password = currentPasswordField();

  function check(): Problem[] {
    const problems = emailProblems(email.input.value.trim());
    if (!password.input.value) {
      problems.push({ field: "password", sentence: "Enter your password." });
    }
    return problems;
  }

  function keepEmail(): void {
    context.typed.email = email.input.value.trim();
  }

  return stepForm({
    testId: "sign-in-form",
    title: "Sign in",
    intro: notice ? [el("p", { class: "step-notice" }, notice)] : [],
    fields: [email, password],
    submit: "Sign in",
    submitting: "Signing in…",
    check,
    async send() {
      keepEmail();
      context.typed.password = password.input.value;
      try {
        await signIn(context);
      } catch (error) {
        const code = error instanceof ServiceError ? error.code : "";
        if (code === "UserNotConfirmedException") {
          return context.go({ name: "confirm", coolDown: false });
        }
        if (code === "PasswordResetRequiredException") return context.go({ name: "forgot" });
        throw error;
      }
    },
    foot: [
      el(
        "p",
        { class: "step-foot" },
        button("Forgot password", () => (keepEmail(), context.go({ name: "forgot" })), {
          class: "link",
        }),
        button("Create an account", () => (keepEmail(), context.go({ name: "sign-up" })), {
          class: "link",
        }),
      ),
    ],
  });
}
