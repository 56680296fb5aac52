// Says how far the reader has read, once the last message was in view for a moment.
import { facts, list, post } from "./page.js";
import { caughtUp, lastMessage } from "./messages.js";

const EVERY = 3000;
let told = Number(facts.mark);
let timer;

function seen(entries) {
  if (entries.some((entry) => entry.isIntersecting) && !document.hidden) reached();
}

function reached() {
  const number = Number(lastMessage()?.dataset.number ?? 0);
  caughtUp();
  if (number <= told || timer) return;
  timer = setTimeout(mark, EVERY);
}

function mark() {
  timer = 0;
  const number = Number(lastMessage().dataset.number);
  const before = told;
  told = number;
  post(`/threads/${facts.thread}/read`, new URLSearchParams({ number }), { keepalive: true })
    .then((answer) => (answer.ok ? document.querySelector("[data-read]")?.remove() : (told = before)))
    .catch(() => (told = before));
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
