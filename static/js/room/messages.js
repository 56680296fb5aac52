// Draws what happened in the room into the thread's page.
import { composer, facts, list, tell, word } from "./page.js";

const template = document.getElementById("message-template");
const find = (number) => list.querySelector(`[data-number="${Number(number)}"]`);
const slot = (item, name) => item.querySelector(`[data-slot="${name}"]`);
const lastShown = () => Number([...list.querySelectorAll("[data-number]")].pop()?.dataset.number ?? 0);
const pill = document.createElement("button");
let behind = 0;

export const isMine = (event) => String(event.author_id) === facts.me;
export const isShown = (number) => Boolean(find(number));
export const lastMessage = () => list.querySelector("[data-number]:last-of-type");

/** Put one event of the log on the page. */
export function draw(event) {
  if (String(event.thread) !== facts.thread) return countElsewhere(event);
  const item = find(event.number);
  if (event.kind === "message" && !item) return arrive(event);
  if (item) change(item, event);
  if (event.kind === "answer") markAnswer(event.answer ?? event.number);
  if (event.kind === "locked") lock(event.locked ?? true);
}

function arrive(event) {
  const complete = lastShown() >= Number(facts.last);
  facts.last = Math.max(Number(facts.last), event.number);
  if (!complete || !template) return showMore(event);
  const wasReading = isNear(lastMessage());
  const item = make(event);
  list.append(item);
  list.dispatchEvent(new CustomEvent("arrived", { detail: event }));
  if (isMine(event)) return item.scrollIntoView({ block: "nearest" });
  tell(word("from", { name: event.country_name ?? event.author ?? "" }));
  if (wasReading) item.scrollIntoView({ block: "nearest" });
  else showMore(event);
}

function make(event) {
  const item = template.content.firstElementChild.cloneNode(true);
  item.id = `message-${event.number}`;
  item.dataset.number = event.number;
  item.dataset.message = event.message;
  if (!isMine(event)) item.querySelectorAll("[data-own]").forEach((part) => part.remove());
  for (const part of item.querySelectorAll("[href], [action]")) {
    const name = part.hasAttribute("href") ? "href" : "action";
    part.setAttribute(name, part.getAttribute(name).replace("/messages/0/", `/messages/${event.message}/`));
  }
  fill(item, event);
  change(item, event);
  return item;
}

function fill(item, event) {
  const texts = { tile: event.country, author: event.author, meta: [event.country_name, event.office].filter(Boolean).join(" · ") };
  for (const [name, text] of Object.entries(texts)) {
    const place = slot(item, name);
    if (!place) continue;
    place.textContent = text ?? "";
    place.hidden = !text;
  }
  for (const name of ["title", "aria-label"]) slot(item, "tile")?.setAttribute(name, event.country_name ?? "");
  slot(item, "link")?.setAttribute("href", `#message-${event.number}`);
  const time = slot(item, "time");
  const at = new Date(event.created_at ?? event.at ?? Date.now());
  if (!time) return;
  time.setAttribute("datetime", at.toISOString());
  time.textContent = at.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
}

function change(item, event) {
  const removed = event.removed ?? event.kind === "removed";
  const body = slot(item, "body");
  if (body && removed) {
    const trace = document.createElement("p");
    trace.className = "message-removed";
    trace.textContent = word("removed");
    body.replaceChildren(trace);
  } else if (body && event.html !== undefined) {
    body.innerHTML = event.html; // sanitised by the server, which renders every message
    if (event.language) body.lang = event.language;
  }
  item.querySelector(".message-foot")?.toggleAttribute("hidden", removed);
  if (event.kind === "edited" || event.edited_at) markEdited(item);
  for (const [kind, count] of Object.entries(event.reactions ?? {})) {
    const number = item.querySelector(`[data-reaction="${CSS.escape(kind)}"] [data-count]`);
    if (number) number.textContent = count || "";
  }
}

function markEdited(item) {
  const time = slot(item, "time");
  if (!time || item.querySelector("[data-edited]")) return;
  const note = document.createElement("span");
  note.dataset.edited = "";
  note.textContent = word("edited");
  time.after(" ", note);
}

function markAnswer(number) {
  for (const item of list.querySelectorAll("[data-number]")) {
    const chosen = item.dataset.number === String(number);
    item.classList.toggle("message-answer", chosen);
    item.querySelector("[data-answer]")?.toggleAttribute("hidden", !chosen);
  }
}

function lock(locked) {
  composer?.toggleAttribute("hidden", locked);
  if (locked) tell(word("locked"));
}

function countElsewhere(event) {
  const counter = event.kind === "message" && document.querySelector(`[data-unread-thread="${Number(event.thread)}"]`);
  if (!counter) return;
  counter.textContent = Number(counter.textContent) + 1;
  counter.hidden = false;
}

const isNear = (item) => !item || item.getBoundingClientRect().top < innerHeight;

function showMore(event) {
  behind += 1;
  pill.textContent = word("more", { number: behind });
  pill.dataset.number ||= event.number;
  if (!pill.isConnected) list.after(pill);
}

pill.type = "button";
pill.className = "button new-pill";
pill.addEventListener("click", () => {
  const item = find(pill.dataset.number);
  if (!item) return location.assign(`${location.pathname}?number=${pill.dataset.number}#message-${pill.dataset.number}`);
  item.tabIndex = -1;
  item.focus();
});

/** The reader has reached the end: nothing is new any more. */
export function caughtUp() {
  behind = 0;
  pill.dataset.number = "";
  pill.remove();
}
