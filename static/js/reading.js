// Buttons that only work with a script stay hidden until this runs: print, and copy a citation.

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

const SHOWN = 2000; // milliseconds

// The clipboard exists in secure contexts only; elsewhere the text can be selected by hand.
for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(source.textContent.trim().replace(/\s+/g, " "));
    // The words beside the button are read out as well as seen; they go so that a second copy is told too.
    const said = button.nextElementSibling;
    said.textContent = button.dataset.copied;
    clearTimeout(said.timer);
    said.timer = setTimeout(() => { said.textContent = ""; }, SHOWN);
  });
}
