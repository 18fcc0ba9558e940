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
  const wanted = event.key === "j" ? document.getElementById("next")
    : [...document.querySelectorAll("button[data-key]")].find((one) => one.dataset.key === event.key);
  if (wanted) {
    event.preventDefault();
    wanted.click();
  }
});
// A second press while the first is on its way would decide the next listing unseen.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
