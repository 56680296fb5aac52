// What was written and not sent yet, on this device, for one person: over a lost line, a closed page, a restart.
import { stored } from "../stored.js";

export const bar = document.getElementById("connection");
const PLACE = `draft:outbox:${bar?.dataset.me}:`;
const isLetter = (letter) => typeof letter?.fields?.body === "string";
const isOurs = (name) => bar?.dataset.me && name.startsWith(PLACE);

/** The sentence `name` of the bar, its places filled. */
export const barText = (name, values = {}) => (bar?.dataset[name] ?? "").replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

/** The names of all letters, oldest first. */
export const names = () => Object.keys(localStorage).filter((name) => isOurs(name) && isLetter(read(name))).sort();

/** A letter: {thread, action, fields, state: waiting or failed, tries, next, error}; null when it is gone. */
export const read = stored;
export const pending = () => names().map((name) => [name, read(name)]);

/** How long a letter has been here, in milliseconds. */
export const age = (name) => Date.now() - Number(name.slice(PLACE.length).split("-")[0]);
export const nameFor = (key) => `${PLACE}${String(Date.now()).padStart(15, "0")}-${key}`;
export const newKey = () => crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("-");

/** Keep a letter; false when this device has no room for it. */
export function write(name, letter) {
  try {
    localStorage.setItem(name, JSON.stringify(letter));
  } catch {
    return false;
  }
  tell(name);
  return true;
}

export function remove(name) {
  localStorage.removeItem(name);
  tell(name);
}

function tell(name) {
  dispatchEvent(new CustomEvent("outbox", { detail: name }));
}

addEventListener("storage", (event) => event.key && isOurs(event.key) && tell(event.key)); // another tab
