// Helps where one writes in the forum: the preview, drafts, names after an @, and quotes of a selected passage.
// Every page works without it.

const area = document.querySelector("textarea.writing");
const form = area?.form;

// A passage that is selected when one presses “Reply” is what the reply quotes.

const PASSAGE = "forum-passage";

let selected = null;

// A press on the link may take the selection away, so it is looked at before; by keyboard it is still there.
document.addEventListener("pointerdown", (event) => { selected = passageAt(event.target); });
document.addEventListener("click", (event) => {
  if (!replyLink(event.target)) return;
  const passage = selected ?? passageAt(event.target);
  selected = null;
  if (passage) sessionStorage.setItem(PASSAGE, JSON.stringify(passage));
  else sessionStorage.removeItem(PASSAGE);
});

function replyLink(target) {
  return target.closest?.(".post a[href*='?quote=']");
}

function passageAt(target) {
  const link = replyLink(target);
  const selection = getSelection();
  const text = selection.toString().trim();
  const post = link?.closest(".post");
  if (!text || !post?.contains(selection.anchorNode) || !post.contains(selection.focusNode)) return null;
  return { post: new URL(link.href).searchParams.get("quote"), text };
}

if (area) quotePassage();

function quotePassage() {
  const asked = new URLSearchParams(location.search).get("quote");
  const kept = JSON.parse(sessionStorage.getItem(PASSAGE) ?? "null");
  sessionStorage.removeItem(PASSAGE);
  if (!asked || kept?.post !== asked) return;
  const lines = area.value.split("\n");
  const first = lines.findLastIndex((line) => line.startsWith(">") && line.includes(`/posts/${asked}/)`));
  if (first < 0) return;
  let end = first + 1;
  while (lines[end]?.startsWith(">")) end += 1;
  lines.splice(first + 1, end - first - 1, ">", ...kept.text.split("\n").map((line) => `> ${line}`.trimEnd()));
  area.value = lines.join("\n");
}

// The preview appears with the first letter, or with what is there already.

if (area) {
  area.addEventListener("input", () => { document.querySelector(".preview").hidden = false; }, { once: true });
  document.addEventListener("htmx:beforeSwap", sayThatItRests);
  if (area.value && !location.hash) area.setSelectionRange(area.value.length, area.value.length);
}

// A preview that is asked for too often says so above the last one, which stays.

function sayThatItRests(event) {
  const { target, detail } = event;
  if (target.id !== "preview-text" || detail.xhr.status !== 429 || target.querySelector("[data-rests]")) return;
  detail.shouldSwap = true;
  detail.swapOverride = "afterbegin";
}

// Files leave as soon as they are chosen. What is sent waits for those on their way. Where one was refused it stops
// once, beside the reason: nobody posts without a file and does not know it. A file that did not get through goes with
// the form, and the portal judges it then.

const filesSaid = document.getElementById("files-said");
let isOnItsWay = false;
let isRefused = false;
let pressed = null;

if (filesSaid) {
  form.addEventListener("htmx:beforeRequest", (event) => { if (isOfFiles(event)) isOnItsWay = true; });
  form.addEventListener("htmx:afterRequest", (event) => { if (isOfFiles(event)) filesAnswered(); });
  form.addEventListener("submit", holdBack);
}

function isOfFiles(event) {
  return event.detail.target?.id === "files";
}

function filesAnswered() {
  const button = pressed;
  isOnItsWay = false;
  pressed = null;
  isRefused = document.querySelector("#files .msg") !== null;
  filesSaid.textContent = isRefused ? filesSaid.dataset.refused : "";
  if (document.activeElement === document.body) document.getElementById("id_files")?.focus();
  if (button) form.requestSubmit(button);
}

function holdBack(event) {
  if (event.submitter?.value === "throw-away" || !(isOnItsWay || isRefused)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  filesSaid.textContent = filesSaid.dataset[isOnItsWay ? "waits" : "stopped"];
  if (isOnItsWay) {
    pressed = event.submitter;
    return;
  }
  isRefused = false;
  document.querySelector("#files .msg").focus();
}

// htmx keeps drafts while one types; what is not yet kept when the page goes out of sight is sent then.

const saved = document.querySelector("[data-saved]");
let isUnsaved = false;

if (saved) {
  form.addEventListener("input", () => { isUnsaved = true; });
  form.addEventListener("submit", () => { isUnsaved = false; });
  saved.addEventListener("htmx:afterRequest", (event) => {
    isUnsaved = !event.detail.successful;
    if (isUnsaved) saved.textContent = saved.dataset.unsaved;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || !isUnsaved) return;
    const typed = new FormData(form);
    typed.delete("files");
    isUnsaved = !navigator.sendBeacon(form.dataset.draft, typed);
  });
}

// Names: two letters after an @ open a list, which the arrow keys walk through; Enter or Tab takes one, Escape none.
// Source: ARIA Authoring Practices, listbox beside a text field with aria-activedescendant.

const NAMED = /(?:^|[\s(>])@([\p{L}\p{M}'’ .-]{2,40})$/u;
const WAIT = 200; // milliseconds
const list = document.getElementById("names");
let asked = 0;
let timer;

if (list) {
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", list.id);
  area.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(suggest, WAIT); });
  area.addEventListener("keydown", walk);
  area.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // the field keeps the focus
    const option = event.target.closest("[role=option]");
    if (option) take(option);
  });
}

function written() {
  return area.value.slice(0, area.selectionStart).match(NAMED);
}

async function suggest() {
  const found = written();
  if (!found) return close();
  const mine = ++asked;
  const query = new URLSearchParams({ q: found[1] });
  for (const name of ["thread", "board"]) if (form.elements[name]?.value) query.set(name, form.elements[name].value);
  const answer = await fetch(`${area.dataset.writing}?${query}`).then((got) => (got.ok ? got.json() : null)).catch(() => null);
  if (mine !== asked) return;
  if (answer) offer(answer.people);
  else close();
}

function offer(people) {
  list.replaceChildren(...people.map(option));
  list.hidden = !people.length;
  if (people.length) place();
  choose(null);
  const said = document.getElementById("names-said");
  said.textContent = said.dataset[["none", "one"][people.length] ?? "some"];
}

// Below the line that is written or, where the window ends before, above it.
function place() {
  const { line, size } = caret();
  const field = list.parentElement.getBoundingClientRect();
  const hasRoom = line + size + list.offsetHeight <= innerHeight || line < list.offsetHeight;
  list.style.top = `${(hasRoom ? line + size : line - list.offsetHeight) - field.top}px`;
}

// Where the line with the caret begins in the window: measured in a copy of the field, for a textarea does not say so.
function caret() {
  const copy = document.createElement("div");
  const looks = getComputedStyle(area);
  for (const name of ["font", "letterSpacing", "padding", "border", "boxSizing", "lineHeight"]) copy.style[name] = looks[name];
  Object.assign(copy.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "break-word" });
  copy.style.width = `${area.offsetWidth}px`;
  copy.textContent = area.value.slice(0, area.selectionStart);
  const mark = copy.appendChild(document.createElement("span"));
  mark.textContent = "\u200b";
  document.body.append(copy);
  const line = area.getBoundingClientRect().top + mark.offsetTop - area.scrollTop;
  const size = mark.offsetHeight + 4; // a little air
  copy.remove();
  return { line, size };
}

function option(person) {
  const item = document.createElement("li");
  item.id = `name-${person.id}`;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  item.dataset.id = person.id;
  item.dataset.name = person.name;
  item.textContent = person.place ? `${person.name}, ${person.place}` : person.name;
  return item;
}

function choose(item) {
  for (const other of list.children) other.setAttribute("aria-selected", String(other === item));
  if (item) area.setAttribute("aria-activedescendant", item.id);
  else area.removeAttribute("aria-activedescendant");
  item?.scrollIntoView({ block: "nearest" });
}

function walk(event) {
  if (list.hidden || event.isComposing) return;
  const items = [...list.children];
  const at = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown") choose(items[(at + 1) % items.length]);
  else if (event.key === "ArrowUp") choose(items[(at <= 0 ? items.length : at) - 1]);
  else if (event.key === "Escape") close();
  else if ((event.key === "Enter" || event.key === "Tab") && at >= 0) take(items[at]);
  else return;
  event.preventDefault();
}

function take(item) {
  const found = written();
  if (!found) return close();
  const end = area.selectionStart;
  const start = end - found[1].length - 1;
  area.setRangeText(`@[${item.dataset.name}](person:${item.dataset.id}) `, start, end, "end");
  close();
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function close() {
  clearTimeout(timer);
  asked += 1;
  if (!list) return;
  list.hidden = true;
  choose(null);
}
