// Choices of a field by key: Alt and an arrow move a row, as its buttons do.
import { on } from "./page.js";

on("keydown", "[data-option] input", (input, event) => {
  const button = { ArrowUp: "[data-option-up]", ArrowDown: "[data-option-down]" }[event.key];
  if (!button || !event.altKey || event.isComposing) return;
  event.preventDefault();
  input.closest("[data-option]").querySelector(button).click();
});
