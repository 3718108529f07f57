// A region with `data-live` refreshes by itself, but never under the hands of somebody who is typing in it.
import { make, words } from "./page.js";

function isInUse(region) {
  return region.querySelector("form[data-dirty], :is(input, textarea, select):focus") !== null;
}

document.addEventListener("htmx:before:swap", (event) => {
  const { ctx, tasks } = event.detail;
  const region = tasks?.find((task) => task.type === "main")?.target?.closest?.("[data-live]");
  const asked = ctx.sourceElement !== region && region?.contains(ctx.sourceElement);
  if (!region || asked || !isInUse(region)) return;
  event.preventDefault();
  offer(region);
});

function offer(region) {
  if (region.previousElementSibling?.matches("[data-updated]")) return;
  const show = make("button", { type: "button", class: "btn btn-sm" }, words.show);
  const notice = make(
    "div",
    { class: "notice", "data-updated": "", role: "status" },
    make("span", {}, words.updated),
    show,
  );
  show.addEventListener("click", () => location.reload());
  region.before(notice);
}
