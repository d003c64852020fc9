// The count beside the bell: asked for once a minute while the page is seen, and at once when it is seen again.

const bell = document.querySelector("[data-bell]");
const EVERY = 60_000; // milliseconds
let tag = "";
let asked = Date.now();

async function ask() {
  if (document.hidden || Date.now() - asked < EVERY / 2) return;
  asked = Date.now();
  const headers = tag ? { "If-None-Match": tag } : {};
  const answer = await fetch(bell.dataset.bell, { headers, cache: "no-store" }).catch(() => null);
  if (answer?.status === 401) clearInterval(timer); // signed out meanwhile
  if (!answer?.ok) return;
  tag = answer.headers.get("ETag") ?? "";
  bell.lastElementChild.innerHTML = await answer.text();
}

const timer = setInterval(ask, EVERY);
document.addEventListener("visibilitychange", ask);
