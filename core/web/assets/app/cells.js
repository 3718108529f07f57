// Editing in place: Escape leaves an editor, and the focus never falls out of the list.
import { on } from "./page.js";

let place;

on("keydown", ".cell-editor", (form, event) => {
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

document.addEventListener("htmx:after:swap", () => {
  if (!place || (document.activeElement && document.activeElement !== document.body)) return;
  const row = place.row && document.getElementById(place.row);
  const sameInRow = row && [...row.querySelectorAll("a, button")].find((one) => keyOf(one) === place.key);
  const wanted = (place.id && document.getElementById(place.id)) || sameInRow || row?.querySelector("a, button");
  (wanted || document.getElementById("main"))?.focus({ preventScroll: true });
});
