// A look at the row one is in, beside the list: Space opens it, j and k take it along, Space or Esc close it.
import { bind } from "./keys.js";
import { on, words } from "./page.js";
import { say } from "./messages.js";
import { currentRow } from "./rows.js";

const panel = () => document.getElementById("peek");
let shown;

async function show(row) {
  shown = row.dataset.peek;
  await window.htmx.ajax("GET", shown, { target: panel(), swap: "innerHTML" });
  panel().hidden = panel().childElementCount === 0;
}

function close() {
  const open = panel();
  if (!open || open.hidden) return false;
  const within = open.contains(document.activeElement);
  open.hidden = true;
  open.replaceChildren();
  shown = undefined;
  if (within) currentRow()?.querySelector("a[href]")?.focus();
  return true;
}

function toggle(event) {
  if (event.target.matches("button, summary, input")) return false;
  const row = currentRow();
  if (!row?.dataset.peek || !window.htmx) return false;
  if (row.dataset.peek === shown) return close();
  show(row).catch(() => say(words.offline, "bad"));
  return true;
}

const when = () => panel() !== null && document.querySelector("[data-peek]") !== null;
bind("Space", { label: words.key_peek, when, run: toggle });
bind("Escape", { when: () => panel()?.hidden === false, run: close });

on("click", "[data-peek-close]", close);
document.addEventListener("focusin", (event) => {
  const row = event.target.closest("[data-peek]");
  if (!row || panel()?.hidden !== false || row.dataset.peek === shown) return;
  show(row).catch(() => say(words.offline, "bad"));
});
