// Choosing rows for a bulk change. The boxes belong to the bulk form by `form="bulk"`, so nothing here is needed to send it.
import { bind } from "./keys.js";
import { all, isShown, on, words } from "./page.js";
import { currentRow, move } from "./rows.js";

const boxes = () => all("[data-row-check], [data-row] .pick input").filter(isShown);
const bar = () => document.querySelector("[data-bulk]");
const boxIn = (row) => row?.querySelector("[data-row-check], .pick input");
let last;

function update() {
  const form = bar();
  if (!form) return;
  const chosen = boxes().filter((box) => box.checked).length;
  form.toggleAttribute("data-open", chosen > 0);
  const count = form.querySelector("[data-bulk-count], [data-selected] [data-count]");
  if (count) count.textContent = String(chosen);
  const top = document.querySelector("[data-select-all]");
  if (!top) return;
  top.checked = chosen > 0 && chosen === boxes().length;
  top.indeterminate = chosen > 0 && !top.checked;
}

function choose(box, checked) {
  if (!box) return;
  box.checked = checked;
  update();
}

on("click", "[data-row-check], [data-row] .pick input", (box, event) => {
  const list = boxes();
  if (event.shiftKey && last && list.includes(last)) {
    const [from, to] = [list.indexOf(last), list.indexOf(box)].sort((a, b) => a - b);
    for (const one of list.slice(from, to + 1)) one.checked = box.checked;
  }
  last = box;
  update();
});
on("change", "[data-row-check], [data-row] .pick input", update);
on("change", "[data-select-all]", (top) => {
  for (const box of boxes()) box.checked = top.checked;
  update();
});
// A bulk key pressed with nothing chosen means the row one is in.
on("click", "[data-bulk] button", () => {
  if (!boxes().some((box) => box.checked)) choose(boxIn(currentRow()), true);
});

const extend = (step) => () => {
  choose(boxIn(currentRow()), true);
  const next = move(step);
  if (next) choose(boxIn(next), true);
};
const when = () => boxes().length > 0;
bind("x", { label: words.key_pick, when, run: () => choose(boxIn(currentRow()), !boxIn(currentRow())?.checked) });
bind("Shift+j", { label: words.key_extend, when, run: extend(1) });
bind("Shift+k", { when, run: extend(-1) });
bind("*", {
  label: words.key_pick_all,
  when,
  run: () => {
    const every = boxes().every((box) => box.checked);
    for (const box of boxes()) box.checked = !every;
    update();
  },
});

document.addEventListener("htmx:after:swap", update);
addEventListener("pageshow", update);
