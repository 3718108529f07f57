// Ctrl+K: find a record, go somewhere, do something. The server answers with a list of links.
import { bind } from "./keys.js";
import { all, make, on, words } from "./page.js";

const dialog = document.getElementById("palette");
const field = dialog?.querySelector("[data-palette]");
const list = dialog?.querySelector("[role=listbox]");
const wait = 150;
let timer;
let running;

function open() {
  if (!dialog) return false;
  if (dialog.open) return void dialog.close();
  field.value = "";
  dialog.showModal();
  void ask();
}

async function ask() {
  running?.abort();
  running = new AbortController();
  try {
    const address = `${field.dataset.palette}?q=${encodeURIComponent(field.value.trim())}`;
    const answer = await fetch(address, { headers: { "HX-Request": "true" }, signal: running.signal });
    if (answer.redirected || !answer.ok) return show("");
    show(await answer.text());
  } catch (error) {
    if (error.name !== "AbortError") show("");
  }
}

function show(html) {
  // Our own server's escaped HTML; a template element runs nothing.
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const options = all("[role=option]", holder.content);
  list.replaceChildren(
    options.length > 0 ? holder.content : make("p", { class: "muted palette-group" }, words.nothing),
  );
  for (const [at, option] of all("[role=option]", list).entries()) option.id ||= `palette-${at}`;
  select(all("[role=option]", list)[0]);
}

function select(option) {
  for (const other of all("[aria-selected=true]", list)) other.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  if (option) field.setAttribute("aria-activedescendant", option.id);
  else field.removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const options = all("[role=option]", list);
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  select(options[(at + by + options.length) % options.length]);
}

/** Many languages need two letters to be worth asking; Chinese one. */
const isEnough = (text) => text.length !== 1 || /[^\x20-\u024f\u0400-\u04ff]/.test(text) || /^[>?#]/.test(text);

field?.addEventListener("input", (event) => {
  if (event.isComposing || !isEnough(field.value.trim())) return;
  clearTimeout(timer);
  timer = setTimeout(ask, wait);
});

field?.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "ArrowDown") step(1);
  else if (event.key === "ArrowUp") step(-1);
  else if (event.key === "Enter") follow();
  else return;
  event.preventDefault();
});

function follow() {
  const option = list.querySelector("[aria-selected=true]");
  if (!option) return;
  dialog.close();
  option.click();
}

on("click", "#palette [role=option]", () => dialog.close());

bind("Ctrl+k", { label: words.key_palette, run: open, everywhere: true });
