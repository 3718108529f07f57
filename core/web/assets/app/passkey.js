// Passkeys: the server asks a question, the browser has the passkey answer it, and the form carries the answer.
import { on } from "./page.js";

on("click", "[data-passkey]", async (button) => {
  const { form } = button;
  const failed = form.querySelector("[data-passkey-failed]");
  if (!form.reportValidity()) return;
  failed.hidden = true;
  button.disabled = true;
  try {
    form.elements.answer.value = JSON.stringify(await answered(button.dataset, form));
    form.requestSubmit();
  } catch {
    failed.hidden = false;
  }
  button.disabled = false;
});

async function answered({ passkey, question }, form) {
  const headers = { "X-CSRF-Token": form.elements.namedItem("_csrf")?.value ?? "" };
  const reply = await fetch(question, { method: "POST", headers });
  const asked = await reply.json();
  const made =
    passkey === "create"
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) });
  return made.toJSON();
}
