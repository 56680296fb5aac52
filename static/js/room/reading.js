// Says how far the reader has read. Only what was on the screen while they looked counts; and it counts without a gap:
// who jumps to the end has not read what lies between. What moves the page by arriving counts once it has stood there a moment.
import { refreshCounts } from "../counts.js";
import { post } from "../net.js";
import { facts, isAway, list, onTouch, read, word } from "./page.js";
import { caughtUp, lastMessage } from "./messages.js";

const EVERY = 3000;
const MOMENT = 1000;
const seen = new Set(); // numbers
const shown = list ? last() : 0;
let reached = Number(facts.mark);
let told = reached;
let timer;
let away = false; // something arrived, or was looked at, while nobody was there

function last() {
  return Number(lastMessage()?.dataset.number ?? 0);
}

/** How far the reader has read without a gap. */
export const readUpTo = () => reached;

function looked(entries) {
  for (const { target, isIntersecting, intersectionRatio, intersectionRect } of entries) {
    const isThere = isIntersecting && (intersectionRatio >= 0.5 || intersectionRect.height > innerHeight / 3);
    if (isThere && isAway()) away = true;
    else if (isThere) seen.add(Number(target.dataset.number));
  }
  advance();
}

function advance() {
  const isRead = (number) => seen.has(number) || list.querySelector(`[data-number="${number}"][data-by="${facts.me}"]`);
  while (isRead(reached + 1)) reached += 1;
  read.upTo = reached;
  if (reached >= last()) caughtUp();
  if (reached > told) timer ||= setTimeout(mark, EVERY);
}

function mark() {
  clearTimeout(timer);
  timer = 0;
  if (reached <= told) return;
  const before = told;
  told = reached;
  post(`/threads/${facts.thread}/read`, new URLSearchParams({ number: told }), { keepalive: true })
    .then((answer) => (answer.ok ? marked() : (told = before)))
    .catch(() => (told = before));
}

function marked() {
  refreshCounts();
  if (told >= shown) document.querySelector("[data-read]")?.remove();
}

/** Who has answered has read what they had seen, and their own when nothing came between: as the server counts. */
export function answered(upTo, own) {
  reached = told = Math.max(told, upTo + 1 === own ? own : upTo);
  advance();
  refreshCounts();
  if (upTo >= shown) document.querySelectorAll('[data-read], [data-new], a[href="#new"]').forEach((part) => part.remove());
}

/** What came while nobody looked begins below a line, as on a page that is loaded. */
function beginNew() {
  const item = list.querySelector(`[data-number="${reached + 1}"]`);
  const before = document.getElementById("new");
  if (!item || Number(before?.nextElementSibling?.dataset.number) > reached) return;
  before?.remove();
  const line = Object.assign(document.createElement("li"), { className: "new-line", id: "new" });
  line.dataset.new = "";
  line.append(Object.assign(document.createElement("span"), { textContent: word("begins") }));
  item.before(line);
}

/** Watch each message; those that arrive or are rendered again as well. */
export function watch() {
  const observer = new IntersectionObserver(looked, { threshold: [0, 0.25, 0.5, 1] });
  const follow = () => {
    observer.disconnect();
    for (const item of list.querySelectorAll("[data-number]")) if (Number(item.dataset.number) > reached) observer.observe(item);
  };
  let waits = 0;
  const wait = () => {
    away = isAway();
    waits ||= setTimeout(() => {
      waits = 0;
      follow();
    }, MOMENT);
  };
  const back = () => away && !isAway() && wait();
  onTouch(back);
  list.addEventListener("arrived", wait);
  list.addEventListener("changed", follow);
  list.addEventListener("behind", beginNew);
  document.addEventListener("visibilitychange", () => (document.hidden ? mark() : follow()));
  addEventListener("pagehide", mark);
  follow();
}
