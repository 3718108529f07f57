// Forms that follow their rules: a box that decides about others asks the server for the form, soon after it changed.
import { all, on } from "./page.js";

const boxes = ".decides :is(input:not([type=search]), select, textarea)";

function ask(box, event) {
  if (event.isComposing) return;
  box.closest("[data-live-form]")?.dispatchEvent(new CustomEvent("decide"));
}

on("input", boxes, ask);
on("change", boxes, ask);
// A draft was put back into the form.
on("filled", "form", (form) =>
  all("[data-live-form]", form).forEach((one) => one.dispatchEvent(new CustomEvent("decide"))),
);

/** What somebody has folded out stays open in the answer. */
document.addEventListener("htmx:before:swap", (event) => {
  for (const { target, fragment } of event.detail.tasks ?? []) {
    if (!target?.matches?.("[data-live-form]")) continue;
    for (const { id } of all("details[open][id]", target))
      fragment.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", "");
  }
});
