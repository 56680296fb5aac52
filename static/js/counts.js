// The counters of the frame and of lists: one request counts, its answer goes to every tab of this browser. Asked for when something
// was read here, when the room's socket says that something is another, when the reader comes back, and now and then while they
// are about; never for each message of others.
import { ask } from "./net.js";

const OFTEN = 20000; // while the reader is active
const SELDOM = 300000; // afterwards, and for who wants little data
const AWAY = 60000;
const LEAST = 2000; // between two requests
const places = () => [...document.querySelectorAll("[data-count]")];
const channel = typeof BroadcastChannel === "function" ? new BroadcastChannel("counts") : null;
let asked = Date.now();
let active = Date.now();
let timer;

function show(counts) {
  for (const place of places()) {
    const number = counts[place.dataset.count] ?? 0;
    if (place.dataset.number === String(number)) continue;
    place.dataset.number = number;
    place.replaceChildren(...(number ? [counter(number, place.dataset.label)] : []));
  }
}

function counter(number, label) {
  const made = Object.assign(document.createElement("span"), { className: "counter", textContent: number < 100 ? number : "99+" });
  made.append(Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: ` ${label}` }));
  return made;
}

async function count() {
  clearTimeout(timer);
  asked = Date.now();
  again();
  const answer = await ask("/counts", { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const counts = await answer.json();
  show(counts);
  channel?.postMessage({ me: me(), counts });
}

const me = () => document.getElementById("connection")?.dataset.me;

function again() {
  const isLow = document.getElementById("connection").dataset.low !== undefined;
  const pause = isLow || Date.now() - active > AWAY ? SELDOM : OFTEN;
  timer = setTimeout(() => (document.hidden ? again() : count()), pause);
}

/** Something may be another now: count in a moment, once for many changes. */
export function refreshCounts(within = 0) {
  if (!me() || !places().length) return;
  clearTimeout(timer);
  timer = setTimeout(() => (document.hidden ? again() : count()), Math.max(Math.random() * within, asked + LEAST - Date.now()));
}

/** Who comes back to a page that was left alone gets its counters at once. */
function moved() {
  const wasAway = Date.now() - active > AWAY;
  active = Date.now();
  if (wasAway) refreshCounts();
}

if (me() && places().length) {
  channel?.addEventListener("message", ({ data }) => {
    if (data.me !== me()) return;
    asked = Date.now();
    clearTimeout(timer);
    again();
    show(data.counts);
  });
  for (const kind of ["pointerdown", "keydown", "scroll"]) addEventListener(kind, moved, { passive: true });
  document.addEventListener("visibilitychange", () => document.hidden || (active = Date.now(), refreshCounts()));
  addEventListener("pageshow", (event) => event.persisted && refreshCounts());
  again();
}
