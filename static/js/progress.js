// What is under way shows how far it is: it is asked for again until nothing is left, or the reader may no longer know.
import { ask, pause } from "./net.js";

const PAUSE = 2000; // milliseconds
const LATER = 429; // asked too often

async function follow(part, failures) {
  const answer = await ask(part.dataset.progress).catch(() => null);
  if (!answer || answer.status >= 500 || answer.status === LATER) return later(part, failures + 1);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.querySelector("[data-progress]");
  if (!now) return; // signed out, or no longer theirs
  if (now.dataset.done === undefined) return step(part, now), later(part);
  part.setAttribute("role", "status"); // read aloud once, in the end
  part.replaceChildren(...now.childNodes);
}

/** Only the number and the bar, so that whoever is at the link stays there. */
function step(part, now) {
  part.querySelector("[data-step]").textContent = now.querySelector("[data-step]").textContent;
  const [bar, next] = [part, now].map((each) => each.querySelector("progress"));
  Object.assign(bar, { max: next.max, value: next.value, hidden: next.hidden });
}

function later(part, failures = 0) {
  const wait = failures ? pause(failures) : PAUSE;
  setTimeout(() => (document.hidden ? later(part, failures) : follow(part, failures)), wait);
}

for (const part of document.querySelectorAll("[data-progress]:not([data-done])")) later(part);
