// What is under way shows how far it is: the part is asked for again until it says that nothing is left.
import { ask } from "./net.js";

const PAUSE = 2000; // milliseconds

async function follow(part) {
  const answer = await ask(part.dataset.progress).catch(() => null);
  const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page && page.querySelector("[data-progress]");
  if (now) part.replaceChildren(...now.childNodes);
  if (now?.dataset.done === undefined) later(part);
}

const later = (part) => setTimeout(() => (document.hidden ? later(part) : follow(part)), PAUSE);

for (const part of document.querySelectorAll("[data-progress]:not([data-done])")) later(part);
