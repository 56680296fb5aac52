// What the thread's page gives to its scripts.
//
// <ol id="messages" data-room data-thread data-seq data-epoch data-events data-mark data-last data-me data-sockets="yes|no">
// holds <li class="message" id="message-<number>" data-number data-message>. <template id="message-template"> is one such
// item with empty [data-slot=tile|author|meta|time|body|link]; addresses in it that hold /messages/0/ get the message's id,
// and what carries data-own is kept only for messages of the reader. A reaction is [data-reaction=<kind>] with a [data-count].
// #composer, #outbox (an empty list) and #live-status (polite) may be missing, as in a locked thread.
//
// Sentences, in the reader's language, with {name} or {number} to fill in, stand in data-word-* of #messages:
// from ("New message from {name}"), more ("New messages: {number}"), removed ("This message was removed."), edited ("edited"),
// waiting ("On this device"), sent ("Sent"), failed ("Failed: try again"), retry ("Try again"), back ("Take back"),
// polling ("Live messages are blocked here. New ones appear within a minute."), out ("You are signed out. What you wrote is
// kept on this device: sign in again."), locked ("This thread was locked."), stale ("Reload this page to see what is new.").
export const list = document.getElementById("messages");
export const composer = document.getElementById("composer");
export const facts = list?.dataset ?? {};
const status = document.getElementById("live-status");

/** The sentence `name` of the page, its places filled. */
export function word(name, values = {}) {
  const text = facts[`word${name[0].toUpperCase()}${name.slice(1)}`] ?? "";
  return text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

/** Say a short sentence to everybody, politely. */
export function tell(text) {
  if (status && status.textContent !== text) status.textContent = text;
}

/** Load the page anew, drafts and outbox are kept; not twice within ten seconds. */
export function reload() {
  const before = Number(sessionStorage.getItem("reloaded") ?? 0);
  if (Date.now() - before < 10000) return tell(word("stale"));
  sessionStorage.setItem("reloaded", Date.now());
  location.reload();
}

/** Send a form's values as the page would, and get JSON back. */
export function post(address, body, options = {}) {
  const token = document.querySelector("input[name=csrf_token]")?.value ?? "";
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  return fetch(address, { method: "POST", body, headers, credentials: "same-origin", ...options });
}

/** Seconds to wait after `failures` in a row: 1, 2, 4 … 60, a little different for everybody. */
export const pause = (failures) => Math.min(60, 2 ** failures) * (0.75 + Math.random() / 2) * 1000;
