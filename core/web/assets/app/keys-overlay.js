// The `?` overlay, made from the registry itself: what it lists is what works here and now.
import { bind, commands } from "./keys.js";
import { make, words } from "./page.js";

const overlay = document.getElementById("keys");
const signs = {
  Slash: "/",
  ArrowDown: "↓",
  ArrowUp: "↑",
  ArrowLeft: "←",
  ArrowRight: "→",
  Delete: "Del",
  Escape: "Esc",
};

bind("?", { label: words.keys, run: show });

function show() {
  if (!overlay) return false;
  const seen = new Set();
  const known = commands().filter(({ keys, label }) => label && !seen.has(keys) && seen.add(keys));
  const everywhere = known.filter(isEverywhere);
  const here = known.filter((one) => !isEverywhere(one));
  overlay
    .querySelector("[data-keys-list]")
    .replaceChildren(...[group(words.keys_everywhere, everywhere), group(words.keys_group, here)].filter(Boolean));
  overlay.showModal();
}

const isEverywhere = ({ element, everywhere }) => everywhere || (element && !element.closest("main"));

function group(title, list) {
  if (list.length === 0) return null;
  const lines = list.flatMap(({ keys, label }) => [make("dt", {}, label), make("dd", {}, ...caps(keys))]);
  return make("div", {}, make("h3", {}, title), make("dl", {}, ...lines));
}

const caps = (keys) =>
  keys.split(" ").flatMap((key) => [
    make(
      "kbd",
      {},
      key
        .split("+")
        .map((part) => signs[part] ?? part)
        .join("+"),
    ),
    " ",
  ]);

document.addEventListener("click", (event) => {
  const opener = event.target instanceof Element && event.target.closest("[data-open='#keys']");
  if (opener) show();
});
