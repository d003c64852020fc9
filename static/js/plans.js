// Actions of the coordinators' list can be dragged, also into another objective. Buttons do the same without a script.
// A form that htmx sends goes the plain way when no answer comes that it can show.

const lists = document.querySelectorAll("[data-order-url]");
let dragged = null;

for (const item of document.querySelectorAll("[data-order-url] > [data-action]")) item.draggable = true;

for (const list of lists) {
  list.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-action]");
    if (!dragged || event.target.closest("form.fields")) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.action);
    dragged.classList.add("dragged");
  });
  list.addEventListener("dragover", (event) => {
    if (!dragged) return;
    event.preventDefault();
    const over = event.target.closest("[data-action]");
    if (!over) list.append(dragged);
    else if (over !== dragged) {
      const middle = over.getBoundingClientRect();
      over[event.clientY < middle.top + middle.height / 2 ? "before" : "after"](dragged);
    }
  });
}

document.addEventListener("dragend", () => {
  if (!dragged) return;
  const list = dragged.closest("[data-order-url]");
  dragged.classList.remove("dragged");
  dragged = null;
  if (list) keep(list);
});

// Numbers, buttons and what stands at the ends follow from the server: the page is drawn anew once it has the order.
async function keep(list) {
  const body = new URLSearchParams({ objective: list.dataset.objective });
  for (const item of list.querySelectorAll(":scope > [data-action]")) body.append("order", item.dataset.action);
  body.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  await fetch(list.dataset.orderUrl, { method: "POST", body, redirect: "manual" });
  location.hash = `objective-${list.dataset.objective}`;
  location.reload();
}

document.addEventListener("htmx:responseError", (event) => sendPlainly(event.detail.elt));
document.addEventListener("htmx:sendError", (event) => sendPlainly(event.detail.elt));

function sendPlainly(element) {
  if (element.matches("form")) element.submit();
  else if (element.matches("a[href]")) location.assign(element.href);
}
