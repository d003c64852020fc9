// The count beside the bell: asked for once a minute while the page is seen, and when it is seen again. Where something
// is unread it is asked for soon after the page is there, which may itself have been what was not read.

const bell = document.querySelector("[data-bell]");
const EVERY = 60_000; // milliseconds
const SOON = 2_000;
let tag = "";
let asked = 0;

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
if (bell.querySelector("b")) setTimeout(ask, SOON);
