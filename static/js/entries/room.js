// A thread while it is open: messages arrive by themselves, and what is written survives a lost line.
import "./app.js";
import { composer, facts, list } from "../room/page.js";
import { listen } from "../room/line.js";
import { echo, open } from "../room/outbox.js";
import { watch } from "../room/reading.js";

const writing = () => import(facts.writing);

function quoting(event) {
  const link = composer && event.target.closest("a[data-quote]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  writing().then(({ quote }) => quote(link)).catch(() => location.assign(link.href));
}

if (list) {
  list.addEventListener("click", quoting);
  composer?.addEventListener("focusin", () => writing().catch(() => {}), { once: true });
  list.addEventListener("arrived", (event) => echo(event.detail));
  open();
  watch();
  listen();
}
