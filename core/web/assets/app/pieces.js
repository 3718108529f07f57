// Pieces of pages are fetched from the first click and the first key on: left alone, htmx would begin some moments later, and
// whoever was quicker would get a whole page.
window.htmx.process(document.body);
