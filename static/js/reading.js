// Buttons that only work with a script stay hidden until this runs: print, and copy a citation.

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// The clipboard exists in secure contexts only; elsewhere the text can be selected by hand.
for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(source.textContent.trim().replace(/\s+/g, " "));
    button.nextElementSibling.textContent = button.dataset.copied;
  });
}
