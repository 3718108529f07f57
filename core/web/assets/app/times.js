// Keeps "5 minutes ago" true while the page stays open.
import { all } from "./page.js";

const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
const units = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

function text(seconds) {
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", Number.POSITIVE_INFINITY];
  return words.format(Math.round(seconds / size) || 0, unit);
}

function refresh() {
  for (const time of all("time[data-relative]")) {
    const next = text((new Date(time.dateTime) - Date.now()) / 1000);
    if (time.textContent !== next) time.textContent = next;
  }
}

setInterval(refresh, 60_000);
