// What the server renders for everybody, made this reader's: their own messages and reactions, the languages they read, their
// clock, what is locked. The page carries what is needed for it in the data of #messages (static/js/room/page.js).
import { facts, word } from "./page.js";
import { updateTime } from "./when.js";

const plain = (tag) => tag.split("-")[0].toLowerCase();
const read = new Set(facts.languages?.split(" ").map(plain));
const mine = new Map(); // by message: the kinds of reaction that are the reader's

export const isMine = (item) => item.dataset.by === facts.me;
/** Whether the reader looks after this message: its author and the facilitators do. */
export const mayManage = (item) => isMine(item) || facts.facilitator !== undefined;
const kindOf = (chip) => chip.value.split(" ")[1];
const chips = (item) => [...item.querySelectorAll("button.chip")];

/** Note what the server has rendered as this reader's. */
export function noteOwn(item) {
  const undo = item.querySelector("[data-undo]");
  const kinds = undo ? undo.dataset.mine.split(" ") : chips(item).filter((chip) => chip.getAttribute("aria-pressed") === "true").map(kindOf);
  mine.set(item.dataset.message, new Set(kinds.filter(Boolean)));
}

/** The reader has reacted, here or on another device: all that they gave to a message, or one kind given or taken back. */
export function setOwn(message, kinds) {
  mine.set(String(message), new Set(kinds));
}
export function changeOwn({ message, kind, given }) {
  const kinds = mine.get(String(message)) ?? new Set();
  if (given) kinds.add(kind);
  else kinds.delete(kind);
  mine.set(String(message), kinds);
}

/** Make a message the reader's. Harmless to repeat. */
export function personal(item) {
  if (isMine(item)) item.querySelector(".message-head b").textContent = word("you");
  const language = item.querySelector("[data-language]");
  if (language) language.hidden = read.has(plain(language.dataset.language));
  updateTime(item);
  showReactions(item);
  offerUndo(item);
}

/** Show which reactions are the reader's; a button says what it does next. */
export function showReactions(item) {
  const kinds = mine.get(item.dataset.message) ?? new Set();
  for (const chip of chips(item)) {
    const isGiven = kinds.has(kindOf(chip));
    chip.setAttribute("aria-pressed", isGiven);
    chip.setAttribute("form", "act");
    chip.name = isGiven ? "take" : "give";
    chip.disabled = Boolean(facts.locked);
    chip.hidden = chip.disabled && !chip.lastElementChild.textContent;
  }
}

/** Whoever removed it can bring it back for a minute: the author what they removed, the facilitators what they did. */
function offerUndo(item) {
  const button = item.querySelector("[data-undo]");
  if (!button) return;
  const left = Date.parse(button.dataset.until) - Date.now();
  button.hidden = left <= 0 || !(button.dataset.undo === "author" ? isMine(item) : facts.facilitator !== undefined);
  if (left > 0) setTimeout(() => button.remove(), left);
}
