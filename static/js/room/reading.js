// Says how far the reader has read, once the last message was in view for a moment.
import { facts, list, post } from "./page.js";
import { caughtUp, lastMessage } from "./messages.js";

const EVERY = 3000;
const shown = list ? number() : 0;
let told = Number(facts.mark);
let timer;

function number() {
  return Number(lastMessage()?.dataset.number ?? 0);
}

function seen(entries) {
  if (entries.some((entry) => entry.isIntersecting) && !document.hidden) reached();
}

function reached() {
  caughtUp();
  if (number() <= told || timer) return;
  timer = setTimeout(mark, EVERY);
}

function mark() {
  timer = 0;
  const before = told;
  told = number();
  post(`/threads/${facts.thread}/read`, new URLSearchParams({ number: told }), { keepalive: true })
    .then((answer) => (answer.ok ? document.querySelector("[data-read]")?.remove() : (told = before)))
    .catch(() => (told = before));
}

/** Who has answered after message `seen` has read up to there, and their own when nothing came between: as the server counts. */
export function answered(seen, own) {
  told = Math.max(told, seen + 1 === own ? own : seen);
  if (seen >= shown) document.querySelectorAll('[data-read], [data-new], a[href="#new"]').forEach((part) => part.remove());
}

/** Watch the last message, whichever that is. */
export function watch() {
  const observer = new IntersectionObserver(seen);
  const follow = () => {
    observer.disconnect();
    const item = lastMessage();
    if (item) observer.observe(item);
  };
  list.addEventListener("arrived", follow);
  document.addEventListener("visibilitychange", follow);
  follow();
}
