// Names after an @ are completed from those who may read the room. Typing the whole name does as well.
import { say } from "../status.js";
import { composer, facts, word } from "./page.js";

const WAIT = 200;
const BEGUN = /(?:^|[^\p{L}\p{N}_@./-])@([^\n@]{0,60})$/u;
const field = composer?.elements.body;
const box = document.createElement("ul");
let timer;
let asked = 0;
let taken = -1;
let chosen = -1;
let fruitless = "";

/** What is being written after an @ before the cursor: where it begins, and its words. */
function begun() {
  if (field.selectionStart !== field.selectionEnd) return null;
  const words = BEGUN.exec(field.value.slice(0, field.selectionStart))?.[1];
  if (words === undefined) return null;
  const start = field.selectionStart - words.length;
  return start === taken ? null : { start, words };
}

function close() {
  clearTimeout(timer);
  asked += 1;
  chosen = -1;
  box.hidden = true;
  field.removeAttribute("aria-activedescendant");
}

function typed() {
  const now = begun();
  close();
  if (!now || (fruitless && now.words.startsWith(fruitless))) return;
  fruitless = "";
  timer = setTimeout(suggest, WAIT, now);
}

async function suggest({ start, words }) {
  const mine = ++asked;
  const address = `/rooms/${facts.room}/people?q=${encodeURIComponent(words)}`;
  const answer = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok || mine !== asked) return;
  const { people } = await answer.json();
  if (mine !== asked) return;
  if (!people.length) return void (fruitless = words);
  box.replaceChildren(...people.map((person, place) => option(person, place, start)));
  box.hidden = false;
  choose(0);
  say(word("names", { count: people.length }));
}

function option({ name, about }, place, start) {
  const item = Object.assign(document.createElement("li"), { id: `name-${place}`, dir: "auto" });
  item.setAttribute("role", "option");
  item.append(name);
  if (about) item.append(" ", Object.assign(document.createElement("span"), { className: "quiet small", textContent: about }));
  item.addEventListener("pointerdown", (event) => void (event.preventDefault(), take(item)));
  Object.assign(item.dataset, { name, start });
  return item;
}

function choose(place) {
  const items = [...box.children];
  chosen = (place + items.length) % items.length;
  items.forEach((item, each) => item.setAttribute("aria-selected", String(each === chosen)));
  items[chosen].scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", items[chosen].id);
}

function take(item) {
  const start = Number(item.dataset.start);
  taken = start;
  field.setRangeText(`${item.dataset.name} `, start, field.selectionStart, "end");
  close();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

const keys = {
  ArrowDown: () => choose(chosen + 1),
  ArrowUp: () => choose(chosen - 1),
  Enter: () => take(box.children[chosen]),
  Tab: () => take(box.children[chosen]),
  Escape: close,
};

function pressed(event) {
  if (box.hidden || !keys[event.key] || event.isComposing || event.shiftKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  event.stopPropagation();
  keys[event.key]();
}

/** The text was sent: no name is begun any more. */
function done() {
  taken = -1;
  fruitless = "";
  close();
}

/** Begin to complete names in the text box. */
export function complete() {
  if (!field) return;
  Object.assign(box, { id: "names", className: "names", hidden: true });
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", word("people"));
  field.after(box);
  const says = { "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": "names" };
  Object.entries(says).forEach((pair) => field.setAttribute(...pair));
  field.addEventListener("input", typed);
  field.addEventListener("keydown", pressed);
  field.addEventListener("blur", close);
  composer.addEventListener("sent", done);
}
