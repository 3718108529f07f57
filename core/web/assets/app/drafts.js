// What is typed into a form with `data-draft` is kept on this device until it is saved: a closed lid loses nothing.
import { all, make, on, storage, words } from "./page.js";

const person = document.body.dataset.person ?? "";
const nameOf = (form) => `draft ${person} ${form.dataset.draft || new URL(form.action).pathname}`;
const sent = "draft-sent";
const timers = new WeakMap();

const fieldsOf = (form) =>
  [...form.elements].filter(
    (field) =>
      field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type) && field.name !== "_csrf",
  );

const read = (form) =>
  JSON.stringify(
    fieldsOf(form).map((field) => [
      field.name,
      field.type === "checkbox" || field.type === "radio" ? field.checked : field.value,
    ]),
  );

/** Fills in what there is a box for; the first text of a name goes into its first box. Answers what found none. */
function fill(form, entries) {
  const boxes = Map.groupBy(fieldsOf(form), ({ name }) => name);
  const left = entries.filter(([name, value]) => {
    const field = boxes.get(name)?.shift();
    if (typeof value === "boolean" && field) field.checked = value;
    else if (field) field.value = value;
    return !field;
  });
  form.dispatchEvent(new CustomEvent("filled", { bubbles: true }));
  return left;
}

/** What a form could not take yet: its box may come when another one says so. */
const waiting = new WeakMap();

const write = (form, draft) => waiting.set(form, fill(form, JSON.parse(draft)));

function fillComing() {
  for (const form of all("form[data-draft]")) {
    const open = waiting.get(form) ?? [];
    if (open.some(([name]) => fieldsOf(form).some((field) => field.name === name))) waiting.set(form, fill(form, open));
  }
}

on("input", "form", (form) => {
  form.dataset.dirty = "yes";
  if (form.dataset.draft === undefined) return;
  clearTimeout(timers.get(form));
  timers.set(
    form,
    setTimeout(() => storage.set(nameOf(form), read(form)), 300),
  );
});

on("submit", "form[data-draft]", (form) => {
  clearTimeout(timers.get(form));
  storage.set(nameOf(form), read(form));
  storage.set(sent, nameOf(form));
});

/** A form that is gone or blank again after it was sent was saved; one that still says the same, or led to an error or the sign-in, was not. */
function forgetSaved() {
  const name = storage.get(sent);
  if (!name) return;
  storage.set(sent, null);
  const stillHere = all("form[data-draft]").some((form) => nameOf(form) === name && read(form) === storage.get(name));
  if (!stillHere && person && !document.querySelector(".error-page")) storage.set(name, null);
}

function offer(form) {
  const draft = storage.get(nameOf(form));
  if (!draft || form.dataset.draftOffered || draft === read(form)) return;
  form.dataset.draftOffered = "yes";
  const take = make("button", { type: "button", class: "btn btn-sm" }, words.draft_restore);
  const drop = make("button", { type: "button", class: "btn btn-sm btn-ghost" }, words.draft_discard);
  const notice = make("div", { class: "notice" }, make("span", {}, words.draft), take, drop);
  const done = (act) => () => {
    act();
    notice.remove();
    fieldsOf(form)[0]?.focus();
  };
  take.addEventListener(
    "click",
    done(() => write(form, draft)),
  );
  drop.addEventListener(
    "click",
    done(() => storage.set(nameOf(form), null)),
  );
  form.prepend(notice);
}

function start() {
  forgetSaved();
  for (const form of all("form[data-draft]")) offer(form);
}

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  const form = ctx.sourceElement?.closest?.("form[data-draft]");
  if (!form || ctx.request.method === "GET") return;
  if (ctx.response.status < 400) storage.set(nameOf(form), null);
  storage.set(sent, null);
});
document.addEventListener("htmx:after:swap", () => {
  fillComing();
  all("form[data-draft]").forEach(offer);
});
start();
