import { passwordRules } from "#lib/domain/password";
import { el, setText } from "../dom.ts";
import { handleHint } from "../account/typed-handle.ts";
import { field, type Field } from "./field.ts";

export function nameField(): Field {
  const input = { type: "text", autocomplete: "name", autocapitalize: "words" };
  return field({ name: "name", label: "Name", input });
}

/** The handle, with a hint that shows what it will become. */
export function handleField(): Field {
  const hint = el("p", {}, handleHint(""));
  const input = { type: "text", autocomplete: "nickname" };
  const made = field({ name: "handle", label: "Handle", input, hint });
  made.input.addEventListener("input", () => setText(hint, handleHint(made.input.value)));
  return made;
}

/** @param autocomplete "email" for a new account, "username" where it is what one signs in with */
export function emailField(autocomplete: "email" | "username", value: string): Field {
  return field({ name: "email", label: "Email", input: { type: "email", autocomplete, value } });
}

export function codeField(): Field {
  const input = {
    type: "text",
    inputmode: "numeric",
    autocomplete: "one-time-code",
    class: "code-input",
  };
  return field({ name: "code", label: "Code", input });
}

/** The six digits, however they were typed or pasted. */
export function codeIn({ input }: Field): string {
  return input.value.replace(/[\s-]/g, "");
}

export function currentPasswordField(): Field {
  const input = { type: "password", autocomplete: "current-password" };
  return field({ name: "password", label: "Password", input });
}

/** A password to be chosen, with the policy as a list that is ticked off live. */
export function newPasswordField(label: string): Field {
  const items = passwordRules.map(({ wanted }) => {
    return el("li", {}, wanted, el("span", { class: "visually-hidden" }));
  });
  const hint = el("ul", { class: "rules", role: "list" }, ...items);
  const input = { type: "password", autocomplete: "new-password" };
  const made = field({ name: "password", label, input, hint });
  made.input.addEventListener("input", () => {
    passwordRules.forEach(({ isMet }, i) => {
      const item = items[i];
      const met = isMet(made.input.value);
      item?.classList.toggle("met", met);
      if (item?.lastElementChild) setText(item.lastElementChild, met ? " (done)" : "");
    });
  });
  return made;
}
