// “Show notices in this browser”: there where the browser can, and nothing is asked before somebody presses it.

const form = document.querySelector("[data-push]");
const said = form.querySelector("[role=status]");
const button = form.querySelector("button");

function bytesOf(key) {
  const text = atob(key.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function inBase64(buffer) {
  return btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

async function subscription() {
  const worker = await navigator.serviceWorker.register(form.dataset.push, { scope: "/" });
  await navigator.serviceWorker.ready;
  const key = bytesOf(form.dataset.key);
  const former = await worker.pushManager.getSubscription();
  const formerKey = former?.options?.applicationServerKey;
  if (formerKey && inBase64(formerKey) === form.dataset.key) return former;
  await former?.unsubscribe(); // of other keys
  return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

async function tell(event) {
  event.preventDefault();
  button.disabled = true;
  said.textContent = "";
  try {
    if ((await Notification.requestPermission()) !== "granted") throw new Error(form.dataset.denied);
    const found = await subscription();
    const body = new FormData(form);
    body.set("endpoint", found.endpoint);
    body.set("p256dh", inBase64(found.getKey("p256dh")));
    body.set("auth", inBase64(found.getKey("auth")));
    const answer = await fetch(form.action, { method: "POST", body });
    if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).error ?? form.dataset.failed);
    location.reload();
  } catch (error) {
    said.textContent = error.name === "Error" ? error.message : form.dataset.failed;
    button.disabled = false;
  }
}

if ("serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
  form.hidden = false;
  document.querySelector("[data-no-push]").hidden = true;
  form.addEventListener("submit", tell);
}
