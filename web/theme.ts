// Runs before the first paint, so that a chosen theme does not flash. Kept apart because the CSP allows no inline script.
try {
  const theme = localStorage.getItem("cruddur.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = theme;
} catch {
  // No storage: the system's theme holds.
}
