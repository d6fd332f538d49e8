import { byId } from "./dom.ts";
import { storeOr } from "./stored.ts";

/** Makes the header's button switch between light and dark, and remember it. */
export function startThemeToggle(): void {
  const store = storeOr(() => localStorage);
  const toggle = byId("theme-toggle");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = (): boolean =>
    (document.documentElement.dataset["theme"] ?? (system.matches ? "dark" : "light")) === "dark";

  const label = (): void => {
    toggle.textContent = isDark() ? "Light" : "Dark";
    toggle.setAttribute("aria-label", isDark() ? "Light theme" : "Dark theme");
  };
  toggle.addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    document.documentElement.dataset["theme"] = theme;
    store.setItem("cruddur.theme", theme);
    label();
  });
  system.addEventListener("change", label);
  label();
  toggle.hidden = false;
}
