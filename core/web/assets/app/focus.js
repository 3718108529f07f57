// What the server marks with `data-focus` (a summary of problems, a fresh secret) gets the focus when it appears.
const take = () => document.querySelector("[data-focus]:not([data-focused])");

function focus() {
  const wanted = take();
  if (!wanted) return;
  wanted.dataset.focused = "";
  wanted.focus();
}

document.addEventListener("htmx:after:swap", focus);
focus();
