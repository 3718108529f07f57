// Runs before the page is drawn: keys that are pressed before their registry is there are kept for it.
(() => {
  const kept = [];
  const keep = (event) => kept.push(event);
  document.addEventListener("keydown", keep);
  window.keptKeys = () => {
    document.removeEventListener("keydown", keep);
    return kept;
  };
})();
