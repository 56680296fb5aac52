// The threads of a room while its page is open: whatever happens, the server renders them again.
import { say } from "../status.js";
import { ask, pause } from "../net.js";
import { facts, announce, threads, word } from "./page.js";

const EVERY = 3000;
const UNSEEN = ["edited", "restored", "reaction"]; // change no row
let arrived;
let again = false;
let failures = 0;
let timer;

/** Take one line of the room's log. */
export function follow(event) {
  if (UNSEEN.includes(event.kind)) return;
  if (["thread", "message"].includes(event.kind) && String(event.author_id) !== facts.me) arrived = event;
  soon();
}

/** Render again in a moment: not everybody at once, and once for many lines. */
function soon(delay = 300 + Math.random() * 1200) {
  again = true;
  timer ||= setTimeout(refresh, delay);
}

async function refresh() {
  again = false;
  if (!document.hidden) {
    try {
      await redraw();
      failures = 0;
    } catch {
      again = true;
      failures += 1;
    }
  }
  timer = 0;
  if (again) soon(failures ? pause(failures) : EVERY);
}

async function redraw() {
  const address = new URL(location);
  address.searchParams.set("part", "threads");
  const answer = await ask(address);
  if (answer.redirected) return announce(word("out"));
  if (!answer.ok) throw new Error(answer.statusText);
  swap(await answer.text());
  announceList();
}

/** The reader's place stays: the row at the top of the window, and what has the focus. */
function swap(html) {
  const find = (link) => threads.querySelector(`a[href="${link?.getAttribute("href")}"]`);
  const focus = threads.contains(document.activeElement) ? document.activeElement : null;
  const top = (link) => link.getBoundingClientRect().top;
  const first = [...threads.querySelectorAll("li a")].find((link) => top(link) > 0);
  const before = first && top(first);
  const isInside = threads.getBoundingClientRect().top < 0;
  threads.innerHTML = html; // rendered by the server, like the page itself
  if (focus) (find(focus) ?? threads).focus({ preventScroll: true });
  if (isInside && find(first)) scrollBy(0, top(find(first)) - before);
}

function announceList() {
  const title = arrived && threads.querySelector(`a[href="/threads/${arrived.thread}"]`)?.textContent;
  if (title) say(word(arrived.kind === "thread" ? "started" : "wrote", { title }));
  arrived = undefined;
}

/** Who comes back from a thread sees what they have read. */
export function watchThreads() {
  document.addEventListener("visibilitychange", () => document.hidden || soon());
  addEventListener("pageshow", (event) => event.persisted && soon());
}
