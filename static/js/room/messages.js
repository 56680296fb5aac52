// Draws what happened in the room into the thread's page.
import { say } from "../status.js";
import { refresh } from "./polls.js";
import { tile } from "./here.js";
import { composer, countryName, facts, list, tell, word } from "./page.js";

const template = document.getElementById("message-template");
const further = document.getElementById("further");
const pill = document.createElement("button");
const isLastPage = Number(facts.last) >= Number(facts.latest);
const find = (number) => list.querySelector(`[data-number="${Number(number)}"]`);
let behind = 0;

export const isMine = (event) => String(event.author_id) === facts.me;
/** The tile of the one who reads, if they have a country. */
export const ownTile = () => template.content.querySelector(".tile")?.cloneNode(true) ?? "";
export const isShown = (number) => Boolean(find(number));
export const lastMessage = () => [...list.querySelectorAll("[data-number]")].pop();

/** Put one event of the log on the page. Its message comes as it is now, so that nothing old is ever brought back. */
export function draw(event) {
  if (String(event.thread) !== facts.thread) return;
  const item = find(event.number);
  if (event.kind === "message" && !item) arrive(event);
  else if (item) change(item, event);
  if (item && (event.kind === "poll" || event.kind === "restored")) refresh(item);
  if (event.answer !== undefined) markAnswer(event.answer);
  if (event.kind === "locked") lock(event.locked);
}

function arrive(event) {
  if (!isLastPage) return void (further.hidden = false);
  const wasReading = isNear(lastMessage());
  const item = make(event);
  list.append(item);
  list.dispatchEvent(new CustomEvent("arrived", { detail: event }));
  if (!isMine(event)) say(word("arrived", { author: countryName(event.country, event.country_name) || (event.author ?? "") }));
  if (wasReading || isMine(event)) item.scrollIntoView({ block: "nearest" });
  else showMore(event.number);
}

function make(event) {
  const item = template.content.firstElementChild.cloneNode(true);
  item.id = `message-${event.number}`;
  item.dataset.number = event.number;
  item.dataset.message = event.message;
  for (const name of ["href", "formaction"])
    for (const part of item.querySelectorAll(`[${name}*="/messages/0"]`))
      part.setAttribute(name, part.getAttribute(name).replace("/messages/0", `/messages/${event.message}`));
  for (const part of item.querySelectorAll(`[formaction$="/answer"]`)) part.value = event.number;
  if (!isMine(event)) item.querySelectorAll(`[href$="/edit"], [href$="/language"], [formaction$="/remove"]`).forEach((part) => part.remove());
  item.querySelector("article").setAttribute("aria-labelledby", `by-${event.number}`);
  item.querySelector(".message-head").id = `by-${event.number}`;
  fill(item, event);
  change(item, event);
  return item;
}

function fill(item, event) {
  item.querySelector(".tile")?.remove();
  if (event.country) item.querySelector("article").prepend(tile({ code: event.country, name: event.country_name }));
  item.querySelector("[data-about]").textContent = word("about", { number: event.number });
  item.querySelector("[data-author]").textContent = isMine(event) ? word("you") : (event.author ?? "");
  const where = document.createElement("span");
  where.translate = false;
  where.textContent = countryName(event.country, event.country_name);
  item.querySelector("[data-where]").replaceChildren(...(where.textContent ? [where, " · "] : []));
  const time = item.querySelector("time");
  const at = new Date(event.created_at ?? event.at);
  time.dateTime = at.toISOString();
  time.title = `${time.dateTime.slice(0, 16).replace("T", " ")} UTC`;
  time.textContent = told(at);
}

/** On the clock of the reader's profile, as the server writes it: this machine may be borrowed, or travelling. */
function told(moment) {
  const language = document.documentElement.lang;
  const timeZone = facts.zone;
  const day = (each) => each.toLocaleDateString("en", { timeZone });
  const time = moment.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone });
  if (day(moment) === day(new Date())) return word("today", { time });
  return `${moment.toLocaleDateString(language, { weekday: "long", timeZone })} ${time}`;
}

function change(item, event) {
  if (event.removed === undefined) return;
  const body = item.querySelector("[data-body]");
  body.className = event.removed ? "message-removed" : "prose";
  if (event.removed) body.textContent = word("removed");
  else if (event.html !== undefined) body.innerHTML = event.html; // sanitised by the server, which renders every message
  if (event.language) tellLanguage(item, body, event.language);
  item.querySelector("[data-poll]")?.toggleAttribute("hidden", event.removed);
  item.querySelector(".message-foot")?.toggleAttribute("hidden", event.removed);
  item.querySelector("[data-edited]")?.toggleAttribute("hidden", event.removed || !event.edited_at);
  for (const chip of item.querySelectorAll("button[name=kind]")) count(chip, event.reactions?.[chip.value] ?? 0);
}

/** Name the language where the reader does not read it anyway. */
function tellLanguage(item, body, code) {
  const plain = (tag) => tag.split("-")[0].toLowerCase();
  const label = item.querySelector("[data-language]");
  const language = new Intl.DisplayNames([document.documentElement.lang], { type: "language" }).of(code);
  body.lang = code;
  label.textContent = word("written", { language });
  label.hidden = facts.languages.split(" ").map(plain).includes(plain(code));
}

function count(chip, number) {
  chip.querySelector("[data-count]").textContent = number || "";
  chip.toggleAttribute("data-none", !number);
}

function markAnswer(number) {
  if (facts.answer === String(number ?? "")) return;
  facts.answer = number ?? "";
  for (const item of list.querySelectorAll("[data-number]")) {
    const isChosen = item.dataset.number === facts.answer;
    item.querySelector(".message").classList.toggle("message-answer", isChosen);
    item.querySelector("[data-answer]").hidden = !isChosen;
  }
  document.getElementById("answered").hidden = !facts.answer;
}

function lock(isLocked) {
  if (composer) composer.hidden = isLocked;
  document.getElementById("locked").hidden = !isLocked;
  tell(isLocked ? word("locked") : "");
}

const isNear = (item) => !item || item.getBoundingClientRect().top < innerHeight;

function showMore(number) {
  behind += 1;
  pill.textContent = word("behind", { number: behind });
  pill.dataset.first ||= number;
  if (!pill.isConnected) list.after(pill);
}

pill.type = "button";
pill.className = "button new-pill";
pill.addEventListener("click", () => find(pill.dataset.first)?.querySelector("article").focus());

/** The reader has reached the end: nothing is new any more. */
export function caughtUp() {
  behind = 0;
  pill.dataset.first = "";
  pill.remove();
}
