// Actions of the coordinators' list can be dragged, also into another objective. Buttons do the same without a script.
// A form that htmx sends goes the plain way when no answer comes that it can show.

const ITEM = "[data-order-url] > [data-action]";
let dragged = null;
let origin = null;

offer();
document.addEventListener("htmx:afterSettle", offer);

// A line with a form in it stays, so that its words can be selected.
function offer() {
  for (const item of document.querySelectorAll(ITEM)) {
    if (item.querySelector("form.fields")) item.removeAttribute("draggable");
    else item.draggable = true;
  }
}

document.addEventListener("dragstart", (event) => {
  const item = event.target.closest?.(ITEM); // selected text is no element
  if (!item?.draggable) return;
  dragged = item;
  origin = { list: item.parentElement, next: item.nextElementSibling };
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", item.dataset.action);
  item.classList.add("dragged");
});

document.addEventListener("dragover", (event) => {
  const list = dragged && event.target.closest?.(".ordered")?.querySelector("[data-order-url]");
  if (!list) return;
  event.preventDefault();
  const over = event.target.closest(ITEM);
  if (!over) {
    if (!list.querySelector("[data-action]")) list.append(dragged);
  } else if (over !== dragged) {
    const place = over.getBoundingClientRect();
    over[event.clientY < place.top + place.height / 2 ? "before" : "after"](dragged);
  }
});

document.addEventListener("drop", (event) => {
  if (!dragged) return;
  event.preventDefault();
  const list = dragged.parentElement;
  if (list !== origin.list || dragged.nextElementSibling !== origin.next) keep(list);
  origin = null;
});

// Let go outside of the lists, or given up by Escape: the action goes back to where it was.
document.addEventListener("dragend", () => {
  if (!dragged) return;
  dragged.classList.remove("dragged");
  if (origin) origin.list.insertBefore(dragged, origin.next);
  dragged = origin = null;
});

// Numbers, buttons and what stands at the ends follow from the server: the page is drawn anew once it has the order,
// and also when it can't be reached, so that no order is shown that is not kept.
async function keep(list) {
  const body = new URLSearchParams({ objective: list.dataset.objective });
  for (const item of list.querySelectorAll(":scope > [data-action]")) body.append("order", item.dataset.action);
  body.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  await fetch(list.dataset.orderUrl, { method: "POST", body, redirect: "manual" }).catch(() => {});
  location.hash = `objective-${list.dataset.objective}`;
  location.reload();
}

document.addEventListener("htmx:responseError", (event) => sendPlainly(event.detail.elt));
document.addEventListener("htmx:sendError", (event) => sendPlainly(event.detail.elt));

function sendPlainly(element) {
  if (element.matches("form")) element.submit();
  else if (element.matches("a[href]")) location.assign(element.href);
}
