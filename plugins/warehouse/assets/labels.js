// The button does what the menu of the browser does; without script it is not there.
const button = document.querySelector("[data-labels-print]");
if (button) button.hidden = false;
button?.addEventListener("click", () => print());
