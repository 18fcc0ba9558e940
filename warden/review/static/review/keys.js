"use strict";
// One key presses one button; nothing here is needed to use the page.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const field = event.target.closest("input, textarea, select");
  if (field && field.type !== "checkbox" && field.type !== "submit") {
    if (event.key === "Escape") field.blur();
    return;
  }
  const places = { t: "id_taxon", n: "id_note" };
  if (places[event.key]) {
    document.getElementById(places[event.key])?.focus();
    event.preventDefault();
    return;
  }
  const veil = document.querySelector(".pictures.blurred");
  if (event.key === "b" && veil) {
    veil.classList.remove("blurred");
    return;
  }
  const wanted = event.key === "b" ? document.getElementById("unblur") : event.key === "j" ? document.getElementById("next")
    : [...document.querySelectorAll("button[data-key]")].find((one) => one.dataset.key === event.key);
  if (wanted) {
    event.preventDefault();
    wanted.click();
  }
});
// A click unblurs; where nothing is blurred it opens the picture, as it does without script.
document.querySelector(".pictures.blurred")?.addEventListener("click", (event) => {
  const veil = event.currentTarget;
  if (!veil.classList.contains("blurred")) return;
  event.preventDefault();
  veil.classList.remove("blurred");
});
// Names of taxa as they are typed; the page behind "look up a name" does the same without script.
const taxa = document.getElementById("taxa");
const typed = document.getElementById("id_taxon");
let asked = 0;
typed?.addEventListener("input", () => {
  clearTimeout(asked);
  asked = setTimeout(async () => {
    if (typed.value.length < 2) return;
    const answer = await fetch(`${taxa.dataset.source}?name=${encodeURIComponent(typed.value)}`);
    if (!answer.ok) return;
    const found = (await answer.json()).names;
    taxa.replaceChildren(...found.map((one) => {
      const option = document.createElement("option");
      option.value = one.taxon;
      const label = `${one.taxon} · ${one.told}`;
      // Browsers leave out what does not hold the typed text, other word orders too.
      option.label = label.toLowerCase().includes(typed.value.toLowerCase()) ? label : `${typed.value} → ${label}`;
      return option;
    }));
  }, 150);
});
// A second press while the first is on its way would decide the next listing unseen.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
