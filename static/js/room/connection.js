// Follows the room over Socket.IO; where sockets are blocked or the reader wants less data, looks now and then. While nobody sees the
// page nothing is sent: it catches up when it is shown again.
import { refreshCounts } from "../counts.js";
import { lineState } from "../net.js";
import { facts, announce, word } from "./page.js";
import { showHere } from "./presence.js";
import { catchUp, checkPosition, receive } from "./log.js";

const EVERY = 15000;
const SOON_BACK = 10000; // who only looks something up in another tab finds the line still open
let timer;
let leaving;
let socket;
let own = () => {};

function poll() {
  clearTimeout(timer);
  timer = setTimeout(() => void (navigator.onLine && !document.hidden && catchUp(), poll()), EVERY);
}

function stopPolling() {
  clearTimeout(timer);
  timer = 0;
}

/** Each attempt follows a failure, in whatever way. Whether sockets are blocked here, or the site cannot be reached at all, a
 * try by HTTP shows; the bar at the top says the second. */
async function blocked(attempt) {
  if (attempt < 2) return;
  if (!timer) poll();
  await catchUp();
  announce(lineState() === "fine" ? word("polling") : "");
}

function seen() {
  clearTimeout(leaving);
  if (document.hidden) leaving = setTimeout(() => socket?.disconnect(), SOON_BACK);
  else {
    catchUp();
    socket?.connect();
  }
}

function opened(problem, answer) {
  if (problem) return void (document.hidden || socket.disconnect().connect());
  if (!answer.ok) {
    socket.disconnect(); // the reader may no longer follow the room: the log says why
    return catchUp();
  }
  stopPolling();
  announce("");
  checkPosition(answer.epoch, answer.last_seq);
  showHere(answer.here);
}

function heard(beat) {
  if (String(beat.room) !== facts.room) return;
  checkPosition(beat.epoch, beat.last_seq);
  if (beat.here) showHere(beat.here);
}

async function connect() {
  const { io } = await import(facts.socket);
  socket = io({
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    reconnectionDelay: 1000,
    reconnectionDelayMax: 60000,
  });
  const room = Number(facts.room);
  const language = document.documentElement.lang;
  socket.on("connect", () => socket.timeout(10000).emit("room:open", { room, language }, opened));
  socket.io.on("reconnect_attempt", blocked);
  socket.on("room:event", receive);
  socket.on("room:beat", heard);
  socket.on("counts", () => refreshCounts(1500));
  socket.on("room:own", (told) => own(told));
  if (document.hidden) seen(); // opened in another tab, for later
}

/** Begin to listen, once the page can be read; `tellOwn` takes what the reader did on another page. */
export function listen(tellOwn = own) {
  own = tellOwn;
  addEventListener("online", () => catchUp());
  addEventListener("line", ({ detail }) => (detail === "fine" ? catchUp() : announce(""))); // the bar at the top says it
  document.addEventListener("visibilitychange", seen);
  if (facts.live === "off") return poll();
  const start = () => connect().catch(poll);
  if (document.readyState === "complete") start();
  else addEventListener("load", () => setTimeout(start));
}
