// One line on every page: how the connection is, what waits to be sent, and what could not be sent.
import { lineState } from "../net.js";
import { say } from "../status.js";
import { flush, retry } from "./send.js";
import { age, bar, pending, read, remove, barText } from "./store.js";

const PATIENCE = 3000; // what is sent in the ordinary way needs no word
const here = document.getElementById("messages")?.dataset.thread;
let timer;
let before = "";

function show() {
  clearTimeout(timer);
  const all = pending();
  const state = lineState();
  const waiting = all.filter(([name, letter]) => letter.state === "waiting" && (state !== "fine" || letter.tries || letter.misses || age(name) > PATIENCE));
  const failed = all.filter(([, letter]) => letter.state === "failed" && letter.thread !== here);
  const line = state === "fine" ? "" : barText(state);
  bar.querySelector("[data-line]").textContent = line;
  bar.querySelector("[data-waiting]").textContent = waiting.length ? barText("waits", { number: waiting.length }) : "";
  bar.querySelector("[data-failed]").replaceChildren(...failed.map(([name, letter]) => row(name, letter)));
  bar.hidden = !line && !waiting.length && !failed.length;
  announce(line);
  if (all.length) timer = setTimeout(show, PATIENCE);
}

function announce(line) {
  if (line === before) return;
  before = line;
  say(line || barText("back"));
}

function row(name, letter) {
  const item = document.createElement("li");
  const text = document.createElement("details");
  const words = letter.fields.body.trim().replace(/\s+/g, " ");
  text.append(
    Object.assign(document.createElement("summary"), { dir: "auto", textContent: words.length > 60 ? `${words.slice(0, 60)}…` : words }),
    Object.assign(document.createElement("div"), { dir: "auto", className: "waiting-text", textContent: letter.fields.body }),
  );
  const why = Object.assign(document.createElement("p"), { textContent: [barText("failed"), letter.error].filter(Boolean).join(" ") });
  const link = Object.assign(document.createElement("a"), { className: "button", href: `/threads/${letter.thread}#outbox`, textContent: barText("open") });
  const buttons = Object.assign(document.createElement("p"), { className: "buttons" });
  buttons.append(button("again", () => retry(name)), link, button("drop", () => drop(name)));
  item.append(why, text, buttons);
  return item;
}

function drop(name) {
  if (read(name) && confirm(barText("sure"))) remove(name);
}

function button(word, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: barText(word) });
  made.addEventListener("click", act);
  return made;
}

if (bar) {
  addEventListener("outbox", show);
  addEventListener("line", show);
  addEventListener("focus", () => flush());
  show();
  if (bar.dataset.me) flush();
}
