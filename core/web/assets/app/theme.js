// Runs before the page is drawn, so that it never flashes in the wrong colours.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const kept = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  };
  const setting = root.dataset.theme;
  const chosen = kept("theme-setting") === setting ? kept("theme") : null;
  const show = () => {
    const theme = root.dataset.chosen ?? setting;
    root.dataset.bsTheme = theme === "dark" || (theme !== "light" && dark.matches) ? "dark" : "light";
  };
  if (chosen) root.dataset.chosen = chosen;
  root.dataset.script = "on";
  show();
  dark.addEventListener("change", show);
})();
