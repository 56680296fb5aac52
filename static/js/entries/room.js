// A room while it is open, as the list of its threads or as one of them: what happens arrives by itself, and what is written
// survives a lost line.
import "./app.js";
import { composer, facts, list } from "../room/page.js";
import { listen } from "../room/connection.js";
import { start } from "../room/log.js";
import { watchMenus } from "../room/menu.js";
import { personaliseAll, render, renderOwn } from "../room/messages.js";
import { removeSentCopy, showPending } from "../room/outbox.js";
import { watch } from "../room/reading.js";
import { follow, watchThreads } from "../room/threads.js";

let tries = 0;

/** What helps to write. A browser may remember that a module did not come: the next try asks by another address. */
const writing = () => import(tries ? `${facts.writing}?${tries}` : facts.writing).catch((problem) => {
  tries += 1;
  throw problem;
});

/** Until it is there, each time that somebody begins to write. */
function help() {
  writing().then(() => composer.removeEventListener("focusin", help)).catch(() => {});
}

function quoting(event) {
  const link = composer && event.target.closest("a[data-quote]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  writing().then(({ quote }) => quote(link)).catch(() => location.assign(link.href));
}

if (list) {
  list.addEventListener("click", quoting);
  composer?.addEventListener("focusin", help);
  personaliseAll();
  watchMenus();
  start(render);
  list.addEventListener("arrived", (event) => removeSentCopy(event.detail));
  showPending();
  watch();
} else {
  start(follow);
  watchThreads();
}
listen(list ? renderOwn : undefined);
