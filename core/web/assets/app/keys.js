// The one registry of keys. Elements declare theirs (`data-key="c d"`), behaviours bind theirs; the overlay lists both.
import { all, isTyping } from "./page.js";

const bound = [];
const patience = 1200;
let typed = [];
let lastAt = 0;

/** Binds a key to a behaviour: `bind("j", { label, run, when })`. `run` may answer false for "not me". */
export function bind(keys, command) {
  bound.push({ keys, when: () => true, ...command });
}

/** Everything that can be pressed now: `{ keys, label, run }`. */
export function commands() {
  const dialog = all("dialog[open]").at(-1);
  const declared = all("[data-key]", dialog ?? document).map((element) => ({
    keys: element.dataset.key,
    label: labelOf(element),
    element,
    run: () => press(element),
  }));
  return [...declared, ...bound.filter((one) => (!dialog || one.everywhere) && one.when())];
}

const labelOf = (element) =>
  element.dataset.keyLabel || element.getAttribute("aria-label") || element.textContent.trim().replace(/\s+/g, " ");

function press(element) {
  if (element.matches("[data-key-focus]")) element.focus();
  else if (element.matches("input:not([type=checkbox], [type=radio]), select, textarea")) {
    element.focus();
    element.select?.();
  } else {
    element.click();
    if (element.matches("summary")) element.parentElement.querySelector("a, button, input, select")?.focus();
  }
}

/** How a key press is written: `Ctrl+k`, `Shift+j`, `c`, `/`, `ArrowDown`. */
function nameOf(event) {
  const letter = letterOf(event);
  const name = letter ?? (event.key === " " ? "Space" : event.key);
  const command = event.ctrlKey || event.metaKey ? "Ctrl+" : "";
  const shift = event.shiftKey && (letter || event.key.length > 1) ? "Shift+" : "";
  return command + shift + name;
}

/** The Latin letter of a key, also where the keyboard writes another alphabet; undefined for all other keys. */
function letterOf({ key, code }) {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  const place = /^Key([A-Z])$/.exec(code)?.[1];
  return place && key.length === 1 && !/^[\x20-\x7e]$/.test(key) ? place.toLowerCase() : undefined;
}

const isCharacter = (name) => /^(Shift\+)?.$/u.test(name) || name === "Space";
const shortcutsOn = () => document.body.dataset.shortcuts !== "off";

function heard(event) {
  if (event.isComposing || event.altKey || event.defaultPrevented) return false;
  if (["Shift", "Control", "Meta", "Dead", "Process"].includes(event.key)) return false;
  const name = nameOf(event);
  if (name.startsWith("Ctrl+")) return true;
  return !isTyping(event.target) && (shortcutsOn() || !isCharacter(name));
}

/** The key with the one before it, if that was a moment ago: two letters are the longest command. */
function sequence(name, now) {
  typed = now - lastAt < patience ? [...typed.slice(-1), name] : [name];
  lastAt = now;
  return typed.join(" ");
}

const same = (declared, pressed) => declared === pressed || (declared === "Slash" && pressed === "/");

function find(available, pressed) {
  return available.findLast((one) => same(one.keys, pressed));
}

/** Does what a pressed key stands for. */
export function hear(event) {
  if (!heard(event)) return;
  const available = commands();
  const name = nameOf(event);
  const pressed = sequence(name, event.timeStamp);
  const found = find(available, pressed) ?? find(available, name);
  if (!found || found.run(event) === false) return;
  event.preventDefault();
  typed = [];
}

document.addEventListener("keydown", hear);
