// A thread while it is open: messages arrive by themselves, and what is written survives a lost line.
import "./app.js";
import { list } from "../room/page.js";
import { listen } from "../room/line.js";
import { echo, open } from "../room/outbox.js";
import { watch } from "../room/reading.js";

if (list) {
  list.addEventListener("arrived", (event) => echo(event.detail));
  open();
  watch();
  listen();
}
