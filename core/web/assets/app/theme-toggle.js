// Light or dark on this device, until the person's setting changes.
import { on, storage } from "./page.js";

on("click", "[data-theme-toggle]", () => {
  const root = document.documentElement;
  const theme = root.dataset.bsTheme === "dark" ? "light" : "dark";
  root.dataset.chosen = theme;
  root.dataset.bsTheme = theme;
  storage.set("theme", theme);
  storage.set("theme-setting", root.dataset.theme);
});
