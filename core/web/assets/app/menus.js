// Menus are <details>: they work by themselves. Here they also close like menus do, and arrows move in them.
import { all, on } from "./page.js";

const open = () => all("details[data-menu][open]");

function close(menu, refocus = false) {
  menu.open = false;
  if (refocus) menu.querySelector("summary")?.focus();
}

document.addEventListener("click", (event) => {
  for (const menu of open()) {
    const inside = menu.contains(event.target);
    if (!inside || event.target.closest(".menu-list .menu-item")) close(menu);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = open().at(-1);
  if (!menu) return;
  event.preventDefault();
  close(menu, menu.contains(document.activeElement));
});

on("keydown", "details[data-menu][open]", (menu, event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.target.matches("input, select, textarea")) return;
  const items = all("a, button, input, select", menu);
  const at = items.indexOf(document.activeElement);
  items[(at + step + items.length) % items.length]?.focus();
  event.preventDefault();
});

on("focusout", "details[data-menu][open]", (menu, event) => {
  if (event.relatedTarget && !menu.contains(event.relatedTarget)) close(menu);
});
