// Editing in place: Escape leaves an editor, and the focus never falls out of the list.
import { on } from "./page.js";

let place;

on("keydown", ".cell-editor, .cell-conflict", (form, event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  const cancel = form.querySelector("[data-cancel-edit]");
  if (!cancel) return;
  event.preventDefault();
  cancel.click();
});

/** Where the focus is before a piece is replaced: by id, or the nearest row. */
document.addEventListener("htmx:before:swap", () => {
  const active = document.activeElement;
  place =
    active && active !== document.body
      ? { id: active.id, row: active.closest("[data-row], [data-card]")?.id, key: keyOf(active) }
      : undefined;
});

const keyOf = (element) => element.getAttribute("aria-label") ?? element.getAttribute("href");

const isLost = () => !document.activeElement || document.activeElement === document.body;

/** The same element as before, else the same in its row, else the first of its row. */
function again({ id, row, key }) {
  const same = id && document.getElementById(id);
  if (same) return same;
  const controls = [...(document.getElementById(row ?? "")?.querySelectorAll("a, button") ?? [])];
  return controls.find((one) => keyOf(one) === key) ?? controls[0];
}

document.addEventListener("htmx:after:swap", () => {
  if (!place || !isLost()) return;
  (again(place) ?? document.getElementById("main"))?.focus({ preventScroll: true });
});
