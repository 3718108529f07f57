// Choosing between two people's values: ↑ ↓ go from field to field, ← → choose as radio buttons do by themselves, Enter applies.
import { all, on } from "./page.js";

const steps = { ArrowDown: 1, ArrowUp: -1 };

on("keydown", "[data-conflict] input[type=radio]", (input, event) => {
  const step = steps[event.key];
  if (!step) return;
  event.preventDefault();
  const lines = all("[data-conflict]");
  lines[lines.indexOf(input.closest("[data-conflict]")) + step]?.querySelector("input:checked")?.focus();
});
