// Articles: copy a text to share with one press, and let the player of a film in once the reader asks for it.
// Both buttons stay hidden until this runs. Nobody outside is contacted before a press.

const SHOWN = 2000; // milliseconds

for (const button of document.querySelectorAll("[data-copy-field]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copyField);
    const said = button.nextElementSibling;
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = button.dataset.copied;
    } catch { // no clipboard outside secure contexts, or it was refused: the text is selected
      said.textContent = button.dataset.failed;
    }
    clearTimeout(said.timer);
    said.timer = setTimeout(() => { said.textContent = ""; }, SHOWN);
  });
}

for (const video of document.querySelectorAll("[data-video]")) {
  const offer = video.querySelector("[data-play]");
  offer.hidden = false;
  offer.querySelector("button").addEventListener("click", () => {
    const frame = document.createElement("iframe");
    frame.title = video.dataset.title;
    frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-presentation allow-popups");
    frame.allow = "autoplay; fullscreen; picture-in-picture";
    frame.referrerPolicy = "strict-origin-when-cross-origin"; // without a referrer YouTube plays nothing
    frame.src = video.dataset.video;
    offer.replaceWith(frame);
    frame.focus();
  });
}
