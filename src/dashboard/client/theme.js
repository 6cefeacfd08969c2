// The theme that was chosen last, before anything is painted: the one script that is no module.
// Without a choice the system decides.
{
  const key = "runprofileserver.theme";
  const root = document.documentElement;
  const chosen = localStorage.getItem(key);
  if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;

  addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector("#theme");
    button.hidden = false;
    button.addEventListener("click", () => {
      const isSystemDark = matchMedia("(prefers-color-scheme: dark)").matches;
      const isDark = (root.dataset.theme ?? (isSystemDark ? "dark" : "light")) === "dark";
      const next = isDark ? "light" : "dark";
      // Back at what the system has: from now on it decides again.
      if (isSystemDark === (next === "dark")) {
        delete root.dataset.theme;
        localStorage.removeItem(key);
      } else {
        root.dataset.theme = next;
        localStorage.setItem(key, next);
      }
    });
  });
}
