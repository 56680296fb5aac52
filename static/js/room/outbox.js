// What is written in this thread is kept on this device until the server has it, and stands below the messages meanwhile. Sending it
// is the matter of every page (static/js/outbox).
import { say } from "../status.js";
import { flush, retry } from "../outbox/send.js";
import { newKey, pending, nameFor, read, remove, write } from "../outbox/store.js";
import { composer, facts, announce, word } from "./page.js";
import { isShown } from "./messages.js";
import { answered, readUpTo } from "./reading.js";
import { catchUp } from "./log.js";

const place = document.getElementById("outbox");
const items = new Map(); // elements, by the name of the letter
const isHere = (letter) => letter?.thread === facts.thread;

function submit(event) {
  const body = composer.elements.body;
  if (!body.value.trim()) return;
  const fields = Object.fromEntries([...new FormData(composer)].filter(([name]) => name !== "csrf_token"));
  fields.key ||= newKey();
  fields.seen = readUpTo();
  const letter = { thread: facts.thread, action: composer.getAttribute("action"), fields, state: "waiting" };
  const name = nameFor(fields.key);
  if (!write(name, letter)) return; // no room on this device: the browser sends the form itself
  event.preventDefault();
  empty();
  composer.dispatchEvent(new Event("sent"));
  items.get(name)?.scrollIntoView({ block: "center" });
  flush();
}

/** What was sent goes, its poll and its language included. */
function empty() {
  for (const field of composer.elements) {
    if (!field.name || field.type === "hidden") continue;
    if (field.type === "checkbox") field.checked = false;
    else if (field.options) field.selectedIndex = 0;
    else field.value = "";
  }
  composer.querySelector(".composer-poll")?.removeAttribute("open");
  composer.elements.key.value = newKey();
  composer.elements.body.dispatchEvent(new Event("input", { bubbles: true }));
}

/** What stands for a letter goes when the message is there. */
function delivered({ detail: { name, letter, number } }) {
  if (!isHere(letter)) return;
  answered(Number(letter.fields.seen), number);
  if (isShown(number)) return take(name);
  show(name, { ...letter, state: "sent" });
  items.get(name).dataset.sent = number;
  catchUp();
}

function take(name) {
  items.get(name)?.remove();
  items.delete(name);
  place.hidden = items.size === 0;
}

/** My own message came back: what stood for it goes. */
export function removeSentCopy(event) {
  if (String(event.author_id) !== facts.me) return;
  for (const [name, item] of items) {
    if (item.dataset.sent === String(event.number)) take(name);
    else if (item.dataset.state === "sending") item.hidden = true;
  }
}

function changed({ detail: name }) {
  const letter = read(name);
  if (isHere(letter)) show(name, letter);
  else if (items.has(name) && !items.get(name).dataset.sent && items.get(name).dataset.state !== "sending") take(name);
}

function show(name, letter) {
  const item = items.get(name) ?? document.createElement("li");
  const text = Object.assign(document.createElement("div"), { className: "prose waiting-text", dir: "auto", textContent: letter.fields.body });
  const state = Object.assign(document.createElement("p"), { className: "message-head" });
  const by = Object.assign(document.createElement("b"), { textContent: word("you") });
  const said = [word(letter.state), letter.error].filter(Boolean).join(" ");
  state.append(by, said);
  const foot = Object.assign(document.createElement("p"), { className: "message-foot" });
  if (letter.state === "failed") foot.append(button("again", () => retry(name)), button("drop", () => takeBack(name, letter)));
  const article = Object.assign(document.createElement("article"), { className: "message message-waiting" });
  const column = document.createElement("div");
  column.append(state, text, foot);
  article.append(document.querySelector(".me .tile")?.cloneNode(true) ?? "", column);
  item.replaceChildren(article);
  item.dataset.state = letter.state;
  item.hidden = false;
  if (!items.has(name)) place.append(item);
  items.set(name, item);
  place.hidden = false;
  if (letter.state === "failed") say(said);
}

function button(name, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: word(name) });
  made.addEventListener("click", act);
  return made;
}

/** Put a letter back where it was written: its text below what is there, its poll and its language. */
function takeBack(name, letter) {
  const body = composer?.elements.body;
  if (!body) return;
  for (const [field, value] of Object.entries(letter.fields)) {
    const input = composer.elements[field];
    if (!input?.name || input.type === "hidden" || input === body) continue;
    if (input.type === "checkbox") input.checked = true;
    else input.value = value;
  }
  body.value = [letter.fields.body, body.value].filter(Boolean).join("\n\n");
  if (letter.fields.poll_question || letter.fields.poll_options) composer.querySelector(".composer-poll").open = true;
  remove(name);
  body.dispatchEvent(new Event("input", { bubbles: true }));
  body.focus();
}

/** Show what still waits here. */
export function showPending() {
  for (const [name, letter] of pending()) if (isHere(letter)) show(name, letter);
  composer?.addEventListener("submit", submit);
  addEventListener("outbox", changed);
  addEventListener("delivered", delivered);
  addEventListener("signedout", () => announce(word("out")));
  addEventListener("sending", ({ detail: name }) => isHere(read(name)) && show(name, { ...read(name), state: "sending" }));
}
