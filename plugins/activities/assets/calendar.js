// Dragging a card to another day or hour sends the form that "Reschedule…" would.
const form = document.querySelector("#calendar-move");
let dragged;

const placeOf = (event) => event.target.closest?.("[data-day]");

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-move]");
  if (dragged) event.dataTransfer.effectAllowed = "move";
});

document.addEventListener("dragover", (event) => {
  const place = dragged && placeOf(event);
  for (const over of document.querySelectorAll(".is-over")) if (over !== place) over.classList.remove("is-over");
  if (!place) return;
  event.preventDefault();
  place.classList.add("is-over");
});

document.addEventListener("dragend", () => {
  dragged = undefined;
  for (const over of document.querySelectorAll(".is-over")) over.classList.remove("is-over");
});

document.addEventListener("drop", (event) => {
  const place = dragged && placeOf(event);
  if (!place || !form || place === dragged.closest("[data-day]")) return;
  event.preventDefault();
  form.action = dragged.dataset.move;
  form.elements.dueOn.value = place.dataset.day;
  // A day keeps the time; an hour of the day view sets it.
  form.elements.time.value = place.dataset.time ?? dragged.dataset.clock ?? "";
  form.submit();
});
