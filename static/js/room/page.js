// What the pages of rooms give to their scripts. Both: the room's state and the address of Socket.IO in data attributes,
// #live-status, #here, and #sentences, whose places {name} are filled here. A thread (templates/rooms/thread.html): #messages
// with that state, #reply-form, #outbox. The list of threads (templates/rooms/show.html): #threads.
export const list = document.getElementById("messages");
export const threads = document.getElementById("threads");
export const composer = document.getElementById("reply-form");
export const facts = (list ?? threads).dataset;
const sentences = document.getElementById("sentences")?.dataset ?? {};
const status = document.getElementById("live-status");

/** The sentence `name` of the page, its places filled. */
export function word(name, values = {}) {
  return (sentences[name] ?? "").replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

/** The country of an event or of a tile in the page's language; the log carries its English name for programs. */
export function countryName(code, name) {
  const language = document.documentElement.lang;
  if (!code || language.startsWith("en")) return name ?? "";
  return JSON.parse(sentences.countries ?? "{}")[code] ?? new Intl.DisplayNames([language], { type: "region" }).of(code) ?? name;
}

/** Say a short sentence to everybody, politely. */
export function announce(text) {
  if (status && status.textContent !== text) status.textContent = text;
}

/** Load the page again; drafts and outbox are kept. Not twice within ten seconds. */
export function reload() {
  const before = Number(sessionStorage.getItem("reloaded") ?? 0);
  if (Date.now() - before < 10000) return announce(word("stale"));
  sessionStorage.setItem("reloaded", Date.now());
  location.reload();
}

/** How far the reader has read without a gap: room/reading.js says it here. */
export const read = { upTo: Number(facts.mark ?? 0) };

const AWAY = 120000;
let touched = Date.now();

/** What shows that somebody is there. A screen reader moves the focus or the selection and presses no key. */
export function onTouch(act) {
  for (const kind of ["pointermove", "pointerdown", "touchstart", "keydown", "wheel", "focus", "focusin"]) addEventListener(kind, act, { passive: true });
  document.addEventListener("selectionchange", act);
}
onTouch(() => (touched = Date.now()));

/** Whether nobody looks: another tab is in front, or the page was not touched for two minutes. */
export const isAway = () => document.hidden || Date.now() - touched > AWAY;
