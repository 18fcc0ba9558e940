"use strict";
// Renews what changes while a run goes on; without it "Look again" does the same.
const standing = document.getElementById("standing");
const lives = () => document.getElementById("standing-word")?.dataset.live === "yes";
const renew = async () => {
  if (!lives()) return;
  try {
    const answer = await fetch(standing.dataset.from, { credentials: "same-origin" });
    if (answer.ok && !answer.redirected) {
      const made = new DOMParser().parseFromString(await answer.text(), "text/html");
      standing.replaceChildren(...made.body.childNodes);
      if (!lives()) { location.reload(); return; }
    }
  } catch { /* the next look tries again */ }
  setTimeout(renew, 3000);
};
setTimeout(renew, 3000);
