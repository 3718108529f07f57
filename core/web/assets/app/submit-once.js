// A form that writes is sent once, however often its button is pressed.
const busy = (form, on) => {
  if (on) form.setAttribute("aria-busy", "true");
  else form.removeAttribute("aria-busy");
};

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    // Set after the browser has read the form; a handler may still have prevented it.
    queueMicrotask(() => {
      if (!event.defaultPrevented || isHtmx(form)) busy(form, true);
    });
  },
  true,
);

const isHtmx = (form) => form.matches("[hx-post], [hx-put], [hx-patch], [hx-delete]");

document.addEventListener("htmx:finally:request", (event) => {
  const form = event.detail?.ctx?.sourceElement?.closest?.("form");
  if (form) busy(form, false);
});

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[aria-busy]")) busy(form, false);
});
