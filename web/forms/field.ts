import { button, el, setText, type Attributes, type Child } from "../dom.ts";
import type { FieldName } from "../errors.ts";

/** A labelled input with its hint and its error. */
export interface Field {
  name: FieldName;
  element: HTMLElement;
  input: HTMLInputElement;
  /** Shows or clears the sentence beside the input. */
  setError(sentence: string): void;
}

export interface FieldOptions {
  name: FieldName;
  label: string;
  /** Attributes of the input: type, autocomplete, inputmode, maxlength… */
  input: Attributes;
  /** Stands below the input, and is read out with it. */
  hint?: Child;
}

export function field({ name, label, input: attributes, hint }: FieldOptions): Field {
  const id = `account-${name}`;
  const input = el("input", {
    id,
    name,
    "aria-describedby": `${id}-error ${id}-hint`,
    autocapitalize: "none",
    spellcheck: "false",
    ...attributes,
  });
  const error = el("p", { class: "field-error", id: `${id}-error` });
  const setError = (sentence: string): void => {
    setText(error, sentence);
    if (sentence) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };
  input.addEventListener("input", () => setError(""));

  const isPassword = attributes["type"] === "password";
  const control = isPassword
    ? el("div", { class: "input-with-button" }, input, revealButton(input))
    : input;
  const hintView = el("div", { class: "hint", id: `${id}-hint` }, hint ?? null);
  const element = el(
    "div",
    { class: "field" },
    el("label", { for: id }, label),
    control,
    error,
    hintView,
  );
  return { name, element, input, setError };
}

function revealButton(input: HTMLInputElement): HTMLButtonElement {
  const toggle = button(
    "Show",
    () => {
      const shown = input.type === "text";
      input.type = shown ? "password" : "text";
      setText(toggle, shown ? "Show" : "Hide");
      toggle.setAttribute("aria-label", shown ? "Show password" : "Hide password");
    },
    { class: "button quiet", "aria-label": "Show password" },
  );
  return toggle;
}
