// Scanning without waiting: codes are sent one after the other, kept while there is no connection, and answered with a sound.
const screen = document.querySelector("[data-scanning]");
const part = screen?.querySelector("[data-scan-part]");
const field = screen?.querySelector("#scan-code");
const waiting = [];
/** What a server answers that is asked too much, or begins anew: the scan is sent again. */
const busy = new Set([429, 502, 503, 504]);
let isSending = false;
let isOut = false;

const fresh = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;

/** Goes before the guard that sends a form only once: two scans in a second are two. */
addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.matches?.("[data-scan]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const values = new URLSearchParams(new FormData(form));
    if (values.has("key")) values.set("key", fresh());
    waiting.push({ path: form.action, values });
    for (const box of form.querySelectorAll("[name=code]:not([type=hidden]), [name=quantity]")) box.value = "";
    if (!form.matches("[data-scan-asks]")) field?.focus();
    void send();
  },
  true,
);

async function send() {
  if (isSending) return;
  isSending = true;
  while (waiting.length > 0) {
    const { path, values } = waiting[0];
    try {
      const answer = await fetch(path, { method: "POST", headers: { "HX-Request": "true" }, body: values });
      if (busy.has(answer.status)) throw new Error("Nobody could answer.");
      if (answer.status !== 422 && !answer.ok) return location.reload();
      show(await answer.text());
      waiting.shift();
      isOut = false;
    } catch {
      isOut = true;
      break;
    }
  }
  isSending = false;
  tell();
}

function show(html) {
  part.innerHTML = html;
  const said = part.querySelector("[data-scan-said]");
  if (!said) return;
  screen.querySelector("[data-scan-spoken]").textContent = said.dataset.scanSaid === "good" ? said.textContent : "";
  sound(said.dataset.scanSaid === "good");
  (part.querySelector("[data-focus]") ?? field)?.focus();
}

function tell() {
  const note = screen.querySelector("[data-scan-offline]");
  if (!note) return;
  note.hidden = !isOut && navigator.onLine;
  note.querySelector("[data-scan-waiting]").textContent = waiting.length > 0 ? `(${waiting.length})` : "";
}

addEventListener("online", () => {
  tell();
  void send();
});
addEventListener("offline", tell);
setInterval(() => void (isOut && send()), 5_000);
addEventListener("beforeunload", (event) => waiting.length > 0 && event.preventDefault());

let ear;
/** High for what was taken, low and longer for what was not. */
function sound(isGood) {
  try {
    ear ??= new AudioContext();
    const tone = ear.createOscillator();
    const volume = ear.createGain();
    tone.frequency.value = isGood ? 880 : 220;
    volume.gain.value = 0.15;
    tone.connect(volume).connect(ear.destination);
    tone.start();
    tone.stop(ear.currentTime + (isGood ? 0.08 : 0.35));
  } catch {
    // A browser without sound shows the word all the same.
  }
}

/** Scanners type the end of an element as Ctrl+], which a field would leave out. */
field?.addEventListener("keydown", (event) => {
  if (!event.ctrlKey || (event.key !== "]" && event.code !== "BracketRight")) return;
  event.preventDefault();
  field.setRangeText("\u001d", field.selectionStart, field.selectionEnd, "end");
});

const camera = screen?.querySelector("[data-scan-camera]");
const video = screen?.querySelector("[data-scan-video]");
if (camera && "BarcodeDetector" in globalThis && navigator.mediaDevices) camera.hidden = false;

camera?.addEventListener("click", async () => {
  if (!video.hidden) return stopCamera();
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.hidden = false;
    await video.play();
    void look(new BarcodeDetector());
  } catch {
    stopCamera();
  }
});

function stopCamera() {
  for (const track of video.srcObject?.getTracks() ?? []) track.stop();
  video.srcObject = null;
  video.hidden = true;
}

let seen = { code: "", at: 0 };
/** The same code counts again when it was away for two seconds. */
async function look(detector) {
  while (!video.hidden) {
    const [found] = await detector.detect(video).catch(() => []);
    if (found && (found.rawValue !== seen.code || Date.now() - seen.at > 2_000)) {
      field.value = found.rawValue;
      field.form.requestSubmit();
    }
    if (found) seen = { code: found.rawValue, at: Date.now() };
    await new Promise((go) => setTimeout(go, 150));
  }
}
