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

function write(form, draft) {
  const fields = fieldsOf(form);
  for (const [at, [name, value]] of JSON.parse(draft).entries()) {
    const field = fields[at];
    if (field?.name !== name) continue;
    if (typeof value === "boolean") field.checked = value;
    else field.value = value;
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

/** A form that is gone after it was sent was saved; one that is still here, or led to an error or the sign-in, was not. */
function forgetSaved() {
  const name = storage.get(sent);
  if (!name) return;
  storage.set(sent, null);
  const stillHere = all("form[data-draft]").some((form) => nameOf(form) === name);
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
document.addEventListener("htmx:after:swap", () => all("form[data-draft]").forEach(offer));
start();
