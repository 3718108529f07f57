// Small questions every file asks.

/** Words of the script, in the reader's language. */
export const words = JSON.parse(document.body.dataset.words || "{}");

export const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];

/** Calls `act(element, event)` for events on elements that match, also those that come later. */
export function on(type, selector, act) {
  document.addEventListener(type, (event) => {
    const element = event.target instanceof Element ? event.target.closest(selector) : null;
    if (element) act(element, event);
  });
}

export const isTyping = (target) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches(
      "textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=reset])",
    ));

export const isShown = (element) => element.checkVisibility?.() ?? element.getClientRects().length > 0;

/** An element with attributes and children; texts stay texts. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export const storage = {
  get(name) {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      if (value === null) localStorage.removeItem(name);
      else localStorage.setItem(name, value);
    } catch {
      // Storage is full or switched off: nothing is kept, and nothing else breaks.
    }
  },
};
