// The one place where the page speaks: seen as a note at the foot, read aloud by screen readers.
import { make, on, words } from "./page.js";

const region = document.getElementById("messages");
const patience = 10_000;
let timer;

/** Says a sentence. */
export function say(text, tone = "good") {
  const close = make("button", {
    type: "button",
    class: "btn-close",
    "data-close-message": "",
    "aria-label": words.close,
  });
  const line = make("span", { class: "message-text" }, text);
  region?.replaceChildren(
    make("div", { class: tone === "bad" ? "message message-bad" : "message", "data-message": "" }, line, close),
  );
}

on("click", "[data-close-message]", (button) => {
  const message = button.closest("[data-message]");
  const hadFocus = message.contains(document.activeElement);
  message.remove();
  if (hadFocus) document.getElementById("main")?.focus();
});

/** A sentence without a button goes by itself; one with Undo, and bad news, stay until closed. */
function leaveLater() {
  clearTimeout(timer);
  const message = region?.querySelector("[data-message]:not(.message-bad)");
  if (!message || message.querySelector("form")) return;
  timer = setTimeout(() => {
    if (message.matches(":hover, :focus-within")) return leaveLater();
    message.remove();
  }, patience);
}

if (region) new MutationObserver(leaveLater).observe(region, { childList: true });
leaveLater();

document.addEventListener("htmx:error", () => say(words.offline, "bad"));
