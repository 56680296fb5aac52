// Sends what waits, from whatever page is open: one tab at a time, oldest first, and in order within a thread. Each letter carries
// its own key, so that sending it twice is harmless.
import { lineState, pause, post } from "../net.js";
import { pending, read, remove, write } from "./store.js";

const TRIES = 5; // answers that say the site could not take it; then the person is asked
const TRIES_GONE = 12; // the same from what stands before a site that is away: some minutes
const LEASE = "outbox-lease";
const me = Math.random().toString(36);
let timer;
let isSending = false;
let again = false;

/** Send what waits. Resolves when there is nothing to do for now. */
export async function flush() {
  clearTimeout(timer);
  if (isSending) return void (again = true);
  isSending = true;
  again = false;
  await alone(sendAll).catch(() => {});
  isSending = false;
  if (again) return flush();
  const next = pending().filter(([, letter]) => letter.state === "waiting").map(([, letter]) => letter.next ?? 0);
  if (next.length) timer = setTimeout(flush, Math.max(1000, Math.min(...next) - Date.now(), lineState() === "fine" ? 0 : pause(3)));
}

/** While no other tab does it. Without locks, where a page is not secure, a short lease does. */
async function alone(act) {
  if (navigator.locks) return navigator.locks.request("outbox", act);
  const [holder, until] = (localStorage.getItem(LEASE) ?? "").split(" ");
  if (holder && holder !== me && Number(until) > Date.now()) return;
  extend();
  await act();
  localStorage.removeItem(LEASE);
}

const extend = () => navigator.locks || localStorage.setItem(LEASE, `${me} ${Date.now() + 30000}`);

async function sendAll() {
  const held = new Set(); // threads whose oldest letter has to wait: what follows in them waits too, others go on
  const due = ([, letter]) => {
    if (letter.state !== "waiting" || held.has(letter.thread)) return false;
    if ((letter.next ?? 0) <= Date.now()) return true;
    held.add(letter.thread);
    return false;
  };
  for (let found = pending().find(due); found; found = pending().find(due)) {
    extend();
    const outcome = await deliver(...found);
    if (outcome === "stop") return;
    if (outcome === "later") held.add(found[1].thread);
  }
}

/** done: it needs no further try by itself; later: the next one may go first; stop: nothing gets through now. */
async function deliver(name, letter) {
  dispatchEvent(new CustomEvent("sending", { detail: name }));
  let answer;
  try {
    answer = await post(letter.action, new URLSearchParams(letter.fields));
  } catch {
    const misses = (letter.misses ?? 0) + 1;
    write(name, { ...letter, misses, next: Date.now() + pause(misses - 1) });
    return "stop";
  }
  if (answer.ok) return arrived(name, letter, answer);
  if (answer.status === 401) {
    write(name, letter);
    dispatchEvent(new CustomEvent("signedout"));
    return "stop";
  }
  if (answer.status === 429) {
    write(name, { ...letter, next: Date.now() + 1000 * (Number(answer.headers.get("Retry-After")) || 60) });
    return "stop";
  }
  if (answer.status >= 500 || [400, 408].includes(answer.status)) return tryLater(name, letter, answer);
  return refused(name, letter, answer);
}

async function arrived(name, letter, answer) {
  const told = await answer.json().catch(() => null);
  if (!told?.number) return tryLater(name, letter, answer); // somebody else's page, as a network that wants a sign-in
  remove(name);
  dispatchEvent(new CustomEvent("delivered", { detail: { name, letter, number: told.number } }));
  return "done";
}

function tryLater(name, letter, answer) {
  const isGone = [502, 503, 504].includes(answer.status);
  const tries = (letter.tries ?? 0) + 1;
  if (tries >= (isGone ? TRIES_GONE : TRIES)) return refused(name, letter, answer);
  write(name, { ...letter, tries, next: Date.now() + pause(tries - 1) });
  return isGone ? "stop" : "later";
}

async function refused(name, letter, answer) {
  const refusal = await answer.json().catch(() => ({}));
  const sentences = Object.values(refusal.problems ?? {});
  write(name, { ...letter, state: "failed", error: sentences.join(" ") || refusal.error || "" });
  return "done";
}

/** Let a letter that failed start over. */
export function retry(name) {
  const letter = read(name);
  if (letter) write(name, { ...letter, state: "waiting", error: undefined, tries: 0, misses: 0, next: 0 });
  return flush();
}

addEventListener("line", ({ detail }) => detail === "fine" && sendNow());
addEventListener("online", () => sendNow());

/** The line is back, or the reader leaves: nobody waits for the pauses of before. */
export function sendNow() {
  for (const [name, letter] of pending()) if (letter.state === "waiting" && (letter.tries || letter.misses)) write(name, { ...letter, next: 0 });
  return flush();
}
