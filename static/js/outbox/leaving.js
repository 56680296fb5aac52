// Signing out leaves nothing behind on a shared machine, and deletes nothing without asking: what waits is sent first.
import { sendNow } from "./send.js";
import { names, read } from "./store.js";

const SECONDS = 5;
const form = document.querySelector("form[data-forget]");
const dialog = document.getElementById("leaving");
const kept = () => Object.keys(localStorage).filter((name) => name.startsWith("draft:") && (!name.startsWith("draft:outbox:") || names().includes(name)));
const waits = () => names().some((name) => read(name)?.state === "waiting");
const sleep = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
let isSure = false;

function tellForms(what) {
  for (const each of document.querySelectorAll("form[data-keep]")) each.dispatchEvent(new Event(what));
}

function leave() {
  isSure = true;
  tellForms("sent"); // they keep nothing more
  for (const name of kept()) localStorage.removeItem(name);
  form.requestSubmit();
}

async function ask(event) {
  if (isSure) return;
  tellForms("keep");
  if (!kept().length) return;
  event.preventDefault();
  const end = Date.now() + SECONDS * 1000;
  while (waits() && Date.now() < end) await Promise.race([sendNow().then(() => sleep(0.5)), sleep(SECONDS)]);
  if (!kept().length) return leave();
  const unsent = names().length;
  const counts = { unsent, begun: kept().filter((name) => !name.startsWith("draft:outbox:")).length };
  for (const [name, number] of Object.entries(counts)) {
    const line = dialog.querySelector(`[data-${name}]`);
    line.hidden = !number;
    line.querySelector("b").textContent = number;
  }
  dialog.showModal();
}

if (form && dialog) {
  form.addEventListener("submit", ask);
  dialog.querySelector("[data-leave]").addEventListener("click", leave);
}
