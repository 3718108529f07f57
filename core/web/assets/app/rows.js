// Moving through a list of rows: j/k or arrows go from row to row, Enter follows the focused link, e edits.
import { bind } from "./keys.js";
import { all, isShown, words } from "./page.js";

const rows = () => all("[data-row]").filter(isShown);
const linkIn = (row) => row.querySelector("[data-row-link], [data-row-open], a[href]");

/** The row with the focus, or the one the person was last in. */
export function currentRow() {
  return document.activeElement?.closest("[data-row]") ?? document.querySelector("[data-row][data-here]");
}

/** Goes to the row so many steps away; from nowhere to the first one. */
export function move(step) {
  const list = rows();
  const at = list.indexOf(currentRow());
  const next = at < 0 ? list[step > 0 ? 0 : list.length - 1] : list[at + step];
  if (!next) return false;
  for (const row of all("[data-row][data-here]")) delete row.dataset.here;
  next.dataset.here = "";
  linkIn(next)?.focus();
  next.scrollIntoView({ block: "nearest" });
  return next;
}

const inList = () => rows().length > 0;
const arrow = (step) => () => (isFree() ? Boolean(move(step)) : false);
const isFree = () => document.activeElement === document.body || document.activeElement?.closest("[data-row]") !== null;

bind("j", { label: words.key_down, when: inList, run: () => Boolean(move(1)) });
bind("k", { label: words.key_up, when: inList, run: () => Boolean(move(-1)) });
bind("ArrowDown", { when: inList, run: arrow(1) });
bind("ArrowUp", { when: inList, run: arrow(-1) });
bind("e", {
  label: words.key_edit,
  when: () => document.querySelector("[data-row] [data-cell-edit]") !== null,
  run: () => currentRow()?.querySelector("[data-cell-edit]")?.click() ?? false,
});

document.addEventListener("focusin", (event) => {
  const row = event.target.closest("[data-row]");
  if (!row) return;
  for (const other of all("[data-row][data-here]")) if (other !== row) delete other.dataset.here;
  row.dataset.here = "";
});
