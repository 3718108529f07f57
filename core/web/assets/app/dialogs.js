// Dialogs with a page inside: a link with `data-dialog` (or `data-quick-create`) opens here instead of as a page.
import { bind } from "./keys.js";
import { on, words } from "./page.js";
import { say } from "./messages.js";

const dialog = document.getElementById("quick");

/** Fetches a piece and shows it in the dialog. */
export async function openDialog(path) {
  if (!dialog || !window.htmx) {
    location.assign(path);
    return;
  }
  await window.htmx.ajax("GET", path, { target: dialog, swap: "innerHTML" });
  if (dialog.childElementCount === 0) return;
  if (!dialog.open) dialog.showModal();
  (dialog.querySelector("[autofocus]") ?? dialog.querySelector("input:not([type=hidden]), select, textarea"))?.focus();
}

on("click", "a[data-dialog], a[data-quick-create]", (link, event) => {
  if (!dialog || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openDialog(link.href).catch(() => say(words.offline, "bad"));
});

on("click", "button[data-open]", (button) => {
  const wanted = document.querySelector(button.dataset.open);
  if (wanted?.id !== "keys") wanted?.showModal?.();
});

on("click", "dialog [data-cancel]", (button, event) => {
  event.preventDefault();
  button.closest("dialog").close();
});

on("click", "dialog", (opened, event) => {
  if (event.target === opened && !isDirty(opened)) opened.close();
});

const isDirty = (inside) => inside.querySelector("form[data-dirty]") !== null;

dialog?.addEventListener("close", () => {
  dialog.replaceChildren();
  // Opened by a key on a fresh page, it has nobody to give the focus back to.
  if (document.activeElement === document.body) document.getElementById("main")?.focus();
});

// The server says so in HX-Trigger when the work in the dialog is done.
document.addEventListener("close-dialog", () => dialog?.close());

function submit(event, another) {
  const form = event.target instanceof Element && event.target.closest("form");
  if (!form || form.method === "get") return false;
  const wanted = another ? form.querySelector("[data-save-another]") : form.querySelector("[data-save]");
  form.requestSubmit(wanted ?? undefined);
}

bind("Ctrl+Enter", { label: words.key_save, run: (event) => submit(event, false), everywhere: true });
bind("Ctrl+Shift+Enter", { label: words.key_save_another, run: (event) => submit(event, true), everywhere: true });
