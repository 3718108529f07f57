// Arranging fields by mouse and by key. Both end in what the buttons of the page send.
import { all, on } from "./page.js";

let dragged;

const form = () => document.querySelector("[data-layout]");
const itemOf = (element) => element?.closest?.("[data-layout] li[data-path]");
const listOf = (element) => element?.closest?.("[data-layout] [data-section]");

document.addEventListener("dragstart", (event) => {
  dragged = itemOf(event.target);
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.path);
  dragged.classList.add("is-dragged");
});

document.addEventListener("dragover", (event) => {
  const list = dragged && listOf(event.target);
  if (!list) return;
  event.preventDefault();
  for (const other of all(".is-over")) if (other !== list) other.classList.remove("is-over");
  list.classList.add("is-over");
});

document.addEventListener("drop", (event) => {
  const list = dragged && listOf(event.target);
  if (!list) return;
  event.preventDefault();
  const items = all("li[data-path]", list);
  const over = items.findIndex((item) => event.clientY < item.getBoundingClientRect().top + item.offsetHeight / 2);
  const index = over < 0 ? items.length : over;
  form().querySelector("[data-dropped]").value = `${dragged.dataset.path}|${list.dataset.section}|${index}`;
  form().querySelector("[data-drop-send]").click();
});

document.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  for (const one of all(".is-over")) one.classList.remove("is-over");
  dragged = undefined;
});

on("keydown", "[data-layout] input[name=chosen]", (input, event) => {
  const button = { ArrowUp: "[data-step-up]", ArrowDown: "[data-step-down]" }[event.key];
  if (!button || !event.shiftKey) return;
  event.preventDefault();
  form().querySelector(button).click();
});
