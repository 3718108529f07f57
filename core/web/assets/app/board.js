// Moving cards by mouse and by key. Every move sends what the card's Move menu sends.
import { openDialog } from "./dialogs.js";
import { bind } from "./keys.js";
import { all, isShown, on, words } from "./page.js";

let dragged;

const board = () => document.querySelector("[data-board]");
const cardOf = (element) => element?.closest?.("[data-card]");
const dropOf = (element) => element?.closest?.("[data-drop]");
const current = () => cardOf(document.activeElement);

/** Sends the card to a place: a stage, or a zone with a dialog of its own (won, lost). */
async function send(card, drop) {
  const base = card.dataset.card;
  if (drop.dataset.dropDialog) return openDialog(`${base}/${drop.dataset.dropDialog}`);
  const values = { [drop.dataset.dropName ?? "stage"]: drop.dataset.drop };
  if (card.dataset.version) values.version = card.dataset.version;
  if (drop.dataset.dropName === undefined && !drop.dataset.drop) delete values.stage;
  const path = `${base}/${drop.dataset.dropPath ?? "moves"}?${board().dataset.board}`;
  await window.htmx.ajax("POST", path, { source: card, target: board(), swap: "outerMorph", values });
  document.getElementById(card.id)?.querySelector("a, button")?.focus({ preventScroll: true });
}

document.addEventListener("dragstart", (event) => {
  dragged = cardOf(event.target);
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.id);
  dragged.classList.add("is-dragged");
  document.body.classList.add("is-dragging");
});

document.addEventListener("dragover", (event) => {
  const drop = dragged && dropOf(event.target);
  if (!drop) return;
  event.preventDefault();
  for (const other of all(".is-over")) if (other !== drop) other.classList.remove("is-over");
  drop.classList.add("is-over");
});

document.addEventListener("drop", (event) => {
  const drop = dragged && dropOf(event.target);
  if (!drop) return;
  event.preventDefault();
  if (dropOf(dragged) !== drop) void send(dragged, drop);
});

document.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  document.body.classList.remove("is-dragging");
  for (const one of all(".is-over")) one.classList.remove("is-over");
  dragged = undefined;
});

on("dragleave", "[data-drop]", (drop, event) => {
  if (!drop.contains(event.relatedTarget)) drop.classList.remove("is-over");
});

const columns = () =>
  all("[data-drop]", board() ?? document).filter((drop) => drop.querySelector("[data-card]") || isShown(drop));
const cardsIn = (column) => all("[data-card]", column);
const focusCard = (card) => {
  const link = card?.querySelector("a, button");
  link?.focus();
  card?.scrollIntoView({ block: "nearest", inline: "nearest" });
  return Boolean(link);
};

function within(step) {
  const card = current();
  if (!card) return focusCard(document.querySelector("[data-card]"));
  const list = cardsIn(dropOf(card));
  return focusCard(list[list.indexOf(card) + step]);
}

function across(step) {
  const card = current();
  if (!card) return focusCard(document.querySelector("[data-card]"));
  const list = columns().filter((column) => cardsIn(column).length > 0);
  const next = list[list.indexOf(dropOf(card)) + step];
  if (!next) return false;
  const height = card.getBoundingClientRect().top;
  const nearest = cardsIn(next).toSorted((a, b) => away(a, height) - away(b, height))[0];
  return focusCard(nearest);
}

const away = (card, height) => Math.abs(card.getBoundingClientRect().top - height);

function toNext(step) {
  const card = current();
  if (!card) return false;
  const list = columns().filter((drop) => !drop.classList.contains("drop-zone"));
  const next = list[list.indexOf(dropOf(card)) + step];
  if (next) void send(card, next);
}

const toZone = (name) => () => {
  const zone = document.querySelector(`[data-drop-key="${name}"]`);
  return current() && zone ? void send(current(), zone) : false;
};

const when = () => board() !== null && document.querySelector("[data-card]") !== null;
const free = (act) => () => (document.activeElement === document.body || current() ? act() : false);
bind("ArrowDown", { label: words.key_down, when, run: free(() => within(1)) });
bind("ArrowUp", { label: words.key_up, when, run: free(() => within(-1)) });
bind("ArrowRight", { label: words.key_column, when, run: free(() => across(1)) });
bind("ArrowLeft", { when, run: free(() => across(-1)) });
bind("Shift+ArrowRight", { label: words.key_stage_next, when, run: () => toNext(1) });
bind("Shift+ArrowLeft", { label: words.key_stage_back, when, run: () => toNext(-1) });
bind("m", {
  label: words.key_move,
  when,
  run: () => current()?.querySelector("summary, [data-move-menu]")?.click() ?? false,
});
bind("w", { label: words.key_won, when, run: toZone("w") });
bind("l", { label: words.key_lost, when, run: toZone("l") });
