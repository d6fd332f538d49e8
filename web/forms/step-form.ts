import { isEmail } from "#lib/domain/email";
import { el, setText, type Child } from "../dom.ts";
import { problemsFor, type Problem } from "../errors.ts";
import type { Field } from "./field.ts";

export interface StepFormOptions {
  testId: string;
  title: string;
  /** Stands between the title and the fields. */
  intro?: Child[];
  fields: Field[];
  submit: string;
  /** The submit button's text while it is under way. */
  submitting: string;
  /** The problems that are known before anything is sent; empty when it may be. */
  check(): Problem[];
  /** Throws ServiceError; it is shown at its field. */
  send(): Promise<void>;
  /** Stands below the submit button. */
  foot?: Child[];
}

/** One step of the account panel: a heading, fields, one button, and a place for an error of the whole. */
export function stepForm(options: StepFormOptions): HTMLFormElement {
  const { testId, fields } = options;
  const heading = el("h2", { id: `${testId}-title`, tabindex: -1 }, options.title);
  const formError = el("p", { class: "field-error", role: "alert" });
  const submit = el("button", { class: "button primary wide", type: "submit" }, options.submit);
  const form = el(
    "form",
    { class: "step", "data-testid": testId, novalidate: true, "aria-labelledby": heading.id },
    heading,
    ...(options.intro ?? []),
    ...fields.map(({ element }) => element),
    formError,
    submit,
    ...(options.foot ?? []),
  );

  function show(problems: Problem[]): void {
    for (const one of fields) {
      one.setError(problems.find(({ field }) => field === one.name)?.sentence ?? "");
    }
    // A problem with a field this form does not have concerns the whole form.
    const rest = problems.filter((problem) => !fields.some(({ name }) => name === problem.field));
    setText(formError, rest.map(({ sentence }) => sentence).join(" "));
    fields.find(({ input }) => input.getAttribute("aria-invalid"))?.input.focus();
  }

  let sending = false;

  async function send(): Promise<void> {
    if (sending) return;
    const problems = options.check();
    show(problems);
    if (problems.length > 0) return;
    sending = true;
    submit.disabled = true;
    setText(submit, options.submitting);
    try {
      await options.send();
    } catch (error) {
      submit.disabled = false;
      show(problemsFor(error));
      if (!form.contains(document.activeElement)) submit.focus();
    } finally {
      sending = false;
      submit.disabled = false;
      setText(submit, options.submit);
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send();
  });
  return form;
}

/** Problems of the fields that all forms share. */
export function emailProblems(email: string): Problem[] {
  if (isEmail(email)) return [];
  const sentence = email ? "This is not an email address." : "Enter your email.";
  return [{ field: "email", sentence }];
}

export function codeProblems(code: string): Problem[] {
  return /^\d{6}$/.test(code) ? [] : [{ field: "code", sentence: "Enter the code of six digits." }];
}
