import { displayNameFrom } from "#lib/domain/display-name";
import { button, el } from "../dom.ts";
import { ownProblem, type Problem } from "../errors.ts";
import { passwordProblem } from "../account/password-problem.ts";
import { typedHandle } from "../account/typed-handle.ts";
import { emailField, handleField, nameField, newPasswordField } from "./fields.ts";
import { emailProblems, stepForm } from "./step-form.ts";
import { signIn, type StepContext } from "./step.ts";

export function signUpForm(context: StepContext): HTMLFormElement {
  const name = nameField();
  const handle = handleField();
  const email = emailField("email", context.typed.email);
  const password = newPasswordField("Password");

  const input = () => ({
    name: name.input.value.trim(),
    handle: typedHandle(handle.input.value) ?? "",
    email: email.input.value.trim(),
    password: password.input.value,
  });

  function check(): Problem[] {
    const typed = input();
    const problems: Problem[] = [];
    if (!typed.name) problems.push({ field: "name", sentence: "Enter your name." });
    else if (!displayNameFrom(typed.name)) problems.push(ownProblem("NAME_INVALID"));
    if (!typed.handle) problems.push(ownProblem("HANDLE_INVALID"));
    problems.push(...emailProblems(typed.email));
    const weak = passwordProblem(typed.password);
    if (weak) problems.push({ field: "password", sentence: weak });
    return problems;
  }

  return stepForm({
    testId: "sign-up-form",
    title: "Join Cruddur",
    fields: [name, handle, email, password],
    submit: "Create account",
    submitting: "Creating account…",
    check,
    async send() {
      const typed = input();
      const { UserConfirmed } = await context.cognito.SignUp(typed);
      context.typed.email = typed.email;
      context.typed.password = typed.password;
      if (UserConfirmed) await signIn(context);
      else context.go({ name: "confirm", coolDown: true });
    },
    foot: [
      el(
        "p",
        { class: "step-foot" },
        "Have an account? ",
        button("Sign in", () => context.go({ name: "sign-in" }), { class: "link" }),
      ),
    ],
  });
}
