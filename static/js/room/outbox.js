// Messages stay on this device until the server has them: over a lost line, a closed page, a restart. Each carries its own
// key, so that sending twice is harmless. Signing out forgets them, like every draft.
import { say } from "../status.js";
import { composer, facts, pause, post, tell, word } from "./page.js";
import { isShown, lastMessage } from "./messages.js";
import { answered } from "./reading.js";
import { catchUp } from "./log.js";

const PLACE = `draft:outbox:${facts.me}:`;
const place = document.getElementById("outbox");
const items = new Map(); // elements, by the name of the message
let sending = "";
let failures = 0;
let timer;

const names = () => Object.keys(localStorage).filter((name) => name.startsWith(PLACE)).sort();
const read = (name) => JSON.parse(localStorage.getItem(name) ?? "null");
const fresh = () => crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("-");

function write(name, letter) {
  try {
    localStorage.setItem(name, JSON.stringify(letter));
  } catch {
    return false;
  }
  show(name, letter);
  return true;
}

function submit(event) {
  const body = composer.elements.body;
  if (!body.value.trim()) return;
  const fields = Object.fromEntries([...new FormData(composer)].filter(([name]) => name !== "csrf_token"));
  fields.key ||= fresh();
  fields.seen = lastMessage()?.dataset.number ?? 0;
  const letter = { thread: facts.thread, action: composer.getAttribute("action"), fields, state: "waiting" };
  const name = `${PLACE}${String(Date.now()).padStart(15, "0")}-${fields.key}`;
  if (!write(name, letter)) return; // no room on this device: the browser sends the form itself
  event.preventDefault();
  body.value = "";
  body.dispatchEvent(new Event("input", { bubbles: true }));
  composer.dispatchEvent(new Event("sent"));
  composer.elements.key.value = fresh();
  flush();
}

/** Send what waits, oldest first, one at a time. */
export async function flush() {
  clearTimeout(timer);
  if (sending || !navigator.onLine) return;
  const name = names().find((each) => read(each)?.state === "waiting");
  if (!name) return;
  sending = name;
  show(name, { ...read(name), state: "sending" });
  const done = await send(name, read(name)).catch(() => false);
  sending = "";
  failures = done ? 0 : failures + 1;
  if (done) flush();
  else {
    show(name, read(name));
    timer = setTimeout(flush, pause(failures));
  }
}

/** Whether that letter needs no further try by itself. */
async function send(name, letter) {
  const answer = await post(letter.action, new URLSearchParams(letter.fields));
  if (answer.ok) {
    const { number } = await answer.json();
    settle(name, letter, number);
    return true;
  }
  if (answer.status === 401) tell(word("out"));
  if (answer.status === 401 || answer.status === 429 || answer.status >= 500) throw new Error(answer.statusText);
  const refusal = await answer.json().catch(() => ({}));
  const sentences = Object.values(refusal.problems ?? {});
  write(name, { ...letter, state: "failed", error: sentences.join(" ") || refusal.error });
  return true;
}

function settle(name, letter, number) {
  localStorage.removeItem(name);
  if (letter.thread !== facts.thread) return;
  answered(Number(letter.fields.seen), number);
  const item = items.get(name);
  if (!isShown(number)) {
    show(name, { ...letter, state: "sent" });
    if (item) item.dataset.sent = number;
    catchUp();
  } else remove(name);
}

function remove(name) {
  items.get(name)?.remove();
  items.delete(name);
  if (place) place.hidden = items.size === 0;
}

/** My own message came back: what stood for it goes. */
export function echo(event) {
  if (String(event.author_id) !== facts.me) return;
  for (const [name, item] of items) if (item.dataset.sent === String(event.number)) remove(name);
  if (items.has(sending)) items.get(sending).hidden = true;
}

function show(name, letter) {
  if (!place || letter.thread !== facts.thread) return;
  const item = items.get(name) ?? document.createElement("li");
  const text = Object.assign(document.createElement("div"), { className: "prose waiting-text", dir: "auto", textContent: letter.fields.body });
  const state = Object.assign(document.createElement("p"), { className: "message-head" });
  const by = Object.assign(document.createElement("b"), { textContent: word("you") });
  const said = [word(letter.state), letter.error].filter(Boolean).join(" ");
  state.append(by, said);
  const foot = Object.assign(document.createElement("p"), { className: "message-foot" });
  if (letter.state === "failed") foot.append(button("again", () => retry(name, letter)), button("drop", () => takeBack(name, letter)));
  const article = Object.assign(document.createElement("article"), { className: "message message-waiting" });
  const column = document.createElement("div");
  column.append(state, text, foot);
  article.append(document.querySelector(".me .tile")?.cloneNode(true) ?? "", column);
  item.replaceChildren(article);
  item.hidden = false;
  if (!items.has(name)) place.append(item);
  items.set(name, item);
  place.hidden = false;
  if (letter.state === "failed") say(said);
}

function button(name, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.textContent = word(name);
  made.addEventListener("click", act);
  return made;
}

function retry(name, letter) {
  write(name, { ...letter, state: "waiting", error: undefined });
  flush();
}

function takeBack(name, letter) {
  const body = composer?.elements.body;
  if (!body) return;
  body.value = [letter.fields.body, body.value].filter(Boolean).join("\n\n");
  localStorage.removeItem(name);
  remove(name);
  body.dispatchEvent(new Event("input", { bubbles: true }));
  body.focus();
}

/** Show what still waits, and send it when there is a line. */
export function open() {
  for (const name of names()) {
    const letter = read(name);
    if (letter) show(name, letter);
  }
  composer?.addEventListener("submit", submit);
  addEventListener("online", () => void ((failures = 0), flush()));
  flush();
}
